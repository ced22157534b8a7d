import CKernels

@_cdecl("gesso_kernels_v3") @implementation
public func gesso_kernels_v3(_ table: UnsafeMutablePointer<gesso_kernels>) { fillTable(table) }
