import CKernels

@_cdecl("gesso_kernels_v2") @implementation
public func gesso_kernels_v2(_ table: UnsafeMutablePointer<gesso_kernels>) { fillTable(table) }

@_cdecl("gesso_kernels_common") @implementation
public func gesso_kernels_common(_ table: UnsafeMutablePointer<gesso_common_kernels>) {
  fillCommon(table)
}
