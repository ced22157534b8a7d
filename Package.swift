// swift-tools-version: 6.2
import PackageDescription

/// The CPU levels. The same kernels are compiled once for each (Sources/Kernels/README.md); for the oldest,
/// which is there to be right rather than fast, the small way.
let levels: [(name: String, march: String, optimize: String, extra: [SwiftSetting])] = [
  ("KernelsV2", "x86-64-v2", "-Osize", [.define("GESSO_EMULATE_FMA")]),
  ("KernelsV3", "x86-64-v3", "-O", []),
  ("KernelsV4", "x86-64-v4", "-O", []),
]

// Release is Embedded Swift, one library that needs libc only; debug is ordinary Swift, for the tests.
let embedded = ["-enable-experimental-feature", "Embedded", "-wmo"]
let release: [SwiftSetting] = [
  .unsafeFlags(embedded + ["-Xfrontend", "-function-sections"], .when(configuration: .release))
]

// Nothing unwinds through Swift's frames, which have no tables, so that those of C would be of no use.
let cFlags = ["-fno-asynchronous-unwind-tables"]

func linker(_ options: String...) -> [String] { options.flatMap { ["-Xlinker", $0] } }
func clang(_ options: String...) -> [String] { options.flatMap { ["-Xcc", $0] } }

let package = Package(
  name: "gesso",
  products: [.library(name: "gesso", type: .dynamic, targets: ["Gesso"])],
  targets: [
    .target(name: "CGesso"),
    .target(
      name: "CKernels", dependencies: ["CGesso"], exclude: ["fits.py", "minimax.py", "segments.py", "quantiles.py"],
      cSettings: [.unsafeFlags(cFlags)]),
    .target(
      name: "CPlatform",
      cSettings: [.unsafeFlags(cFlags + ["-std=c11", "-fvisibility=hidden", "-fstack-clash-protection"])]),
    .target(
      name: "Gesso",
      dependencies: ["CGesso", "CKernels", "CPlatform"]
        + levels.map { .target(name: $0.name) },
      exclude: ["exports.map"],
      swiftSettings: release + [
        .unsafeFlags(["-Osize", "-enforce-exclusivity=unchecked"], .when(configuration: .release))
      ],
      linkerSettings: [
        .unsafeFlags(
          embedded
            + linker(
              "-soname=libgesso.so.0", "--gc-sections", "--strip-debug", "-z", "defs", "-z",
              "nodelete",
              "--version-script=\(Context.packageDirectory)/Sources/Gesso/exports.map"),
          .when(configuration: .release))
      ]),
    .testTarget(name: "GessoTests", dependencies: ["Gesso", "CGesso", "CKernels", "CPlatform"]),
  ]
    + levels.map { level in
      .target(
        name: level.name, dependencies: ["CKernels"], exclude: ["shared/README.md"],
        swiftSettings: release + level.extra + [
          .unsafeFlags(
            [level.optimize] + clang("-march=\(level.march)", "-mprefer-vector-width=512", "-Wno-psabi"))
        ])
    }
)
