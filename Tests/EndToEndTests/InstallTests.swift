internal import TestSupport
internal import Testing

/// `make install` into a folder, and what systemd says of the units.
@Suite struct InstallTests {
  static let hasTools = ["/usr/bin/make", "/usr/bin/systemd-analyze"].allSatisfy(fileExists)

  @Test(.enabled(if: hasTools, "skipped: needs make and systemd-analyze"))
  func installsUnitsThatSystemdTakes() throws {
    try withTemporaryFolder { folder in
      let target = folder.path("root")
      // The program stands where the units look for it.
      let variables = [
        "METER=\(Locations.program)", "PREFIX=\(target)/usr", "UNITS=\(target)/units",
      ]
      let install = ["-C", Locations.repository, "install", "DESTDIR="] + variables
      // Settings of this machine are not touched: they go where nobody looks.
      let made = try run(
        "/usr/bin/make", install + ["CONFIGURATION=\(target)/etc"])
      #expect(made.status == 0, "\(made.errors)")
      let units = ["meter.service", "meter-export.service", "meter-export.timer"]
      let verified = try run(
        "/usr/bin/systemd-analyze", ["verify"] + units.map { "\(target)/units/\($0)" })
      #expect(verified.status == 0, "\(verified.errors)")
      #expect(verified.errors.isEmpty, "\(verified.errors)")
    }
  }
}
