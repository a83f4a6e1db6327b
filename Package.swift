// swift-tools-version: 6.2
import PackageDescription

/// Every Swift target is built with the same checks, and a warning stops the build.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InferIsolatedConformances"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
]

/// A C library from Debian: a module map and a shim, nothing else.
func systemLibrary(_ name: String, pkgConfig: String, debianPackage: String) -> Target {
  .systemLibrary(
    name: name, path: "Sources/SystemLibraries/\(name)", pkgConfig: pkgConfig,
    providers: [.apt([debianPackage])])
}

/// A test target: the modules it tests, plus the shared helpers.
func tests(
  _ name: String, of modules: Target.Dependency..., exclude: [String] = []
) -> Target {
  .testTarget(
    name: name, dependencies: modules + ["TestSupport"], exclude: exclude, swiftSettings: strict)
}

let package = Package(
  name: "meter",
  targets: [
    systemLibrary("CSQLite", pkgConfig: "sqlite3", debianPackage: "libsqlite3-dev"),
    systemLibrary("CZlib", pkgConfig: "zlib", debianPackage: "zlib1g-dev"),
    systemLibrary("CGnuTLS", pkgConfig: "gnutls", debianPackage: "libgnutls28-dev"),
    systemLibrary("CMicroHTTPD", pkgConfig: "libmicrohttpd", debianPackage: "libmicrohttpd-dev"),
    systemLibrary("CCurl", pkgConfig: "libcurl", debianPackage: "libcurl4-gnutls-dev"),
    systemLibrary("CPCRE2", pkgConfig: "libpcre2-8", debianPackage: "libpcre2-dev"),

    .systemLibrary(name: "CLinux", path: "Sources/SystemLibraries/CLinux"),

    .target(
      name: "CostModel", dependencies: ["CSQLite", "CZlib", "CGnuTLS"],
      exclude: ["Ledger/README.md"], swiftSettings: strict),
    .target(
      name: "TelemetryIngest",
      dependencies: ["CostModel", "CZlib", "CMicroHTTPD", "CGnuTLS", "CCurl"],
      swiftSettings: strict),
    .target(
      name: "Reports", dependencies: ["CostModel", "CPCRE2", "CZlib"], exclude: ["Query/README.md"],
      swiftSettings: strict),
    .executableTarget(
      name: "meter", dependencies: ["CostModel", "TelemetryIngest", "Reports", "CLinux"],
      swiftSettings: strict),

    .target(
      name: "TestSupport", dependencies: ["CostModel"], path: "Tests/TestSupport",
      swiftSettings: strict),
    .executableTarget(
      name: "meter-bench-ledger", dependencies: ["CostModel"], path: "Tests/Bench",
      swiftSettings: strict),
    .target(name: "CFaultyDisk", dependencies: ["CSQLite"], path: "Tests/FaultyDisk"),
    tests("CostModelTests", of: "CostModel", "CFaultyDisk", exclude: ["Ledger/Fixtures"]),
    tests("TelemetryIngestTests", of: "TelemetryIngest", "CostModel"),
    tests("ReportsTests", of: "Reports", "CostModel"),
    tests("EndToEndTests", of: "CostModel"),
    .testTarget(
      name: "FuzzTests", dependencies: ["CostModel", "TelemetryIngest", "Reports", "TestSupport"],
      path: "Tests/Fuzz", exclude: ["Corpus", "LibFuzzer", "README.md"], swiftSettings: strict),
    tests("TidyTests"),
  ],
  swiftLanguageModes: [.v6]
)
