import CKernels

@_cdecl("gesso_kernels_v2") @implementation
public func gesso_kernels_v2(_ table: UnsafeMutablePointer<gesso_kernels>) { fillTable(table) }
