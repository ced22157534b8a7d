import CKernels

@_cdecl("gesso_kernels_v4") @implementation
public func gesso_kernels_v4(_ table: UnsafeMutablePointer<gesso_kernels>) { fillTable(table) }
