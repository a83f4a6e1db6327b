import CostModel
import Foundation
import Testing

@testable import Reports

private let day = CivilDate(parsing: "2026-11-02") ?? CivilDate(dayNumber: 0)

@Suite struct ExportTests {
  private func withFolder(_ body: (String) throws -> Void) throws {
    let path = NSTemporaryDirectory() + "meter-export-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try body(path)
  }

  private func listing(_ path: String) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
  }

  private func contents(_ path: String) throws -> [String: Data] {
    var contents: [String: Data] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: path) {
      contents[name] = FileManager.default.contents(atPath: "\(path)/\(name)")
    }
    return contents
  }

  @Test func writesTheSameBytesAgainAndVerifies() throws {
    let usage = try randomUsage(seed: 5)
    try withFolder { first in
      try withFolder { second in
        let summary = try exportDay(day, to: first, source: usage)
        #expect(summary.isNew)
        #expect(
          summary.files == [
            "attribution.ndjson", "cost-per-tenant.csv", "cost-per-tenant.html",
            "cost-per-tenant.json",
            "cost-per-user.csv", "feature-cost-per-tier.csv", "feature-cost-per-tier.html",
            "feature-cost-per-tier.json", "findings.json", "focus.csv", "manifest.json",
            "price-book.json5", "token-usage.ndjson",
          ])
        let again = try exportDay(day, to: second, source: usage)
        #expect(try contents(summary.path) == (try contents(again.path)))
        let repeated = try exportDay(day, to: first, source: usage)
        #expect(!repeated.isNew)
        #expect(try verifyExport(folder: summary.path) == [])
        #expect(listing(first) == ["2026-11-02"])
      }
    }
  }

  @Test func verifyNamesWhatWasChanged() throws {
    let usage = try randomUsage(seed: 5)
    try withFolder { folder in
      let path = try exportDay(day, to: folder, source: usage).path
      try Data("x".utf8).write(to: URL(fileURLWithPath: "\(path)/stray.txt"))
      let csv = "\(path)/cost-per-tenant.csv"
      var bytes = try #require(FileManager.default.contents(atPath: csv))
      bytes[bytes.count - 5] ^= 1
      try bytes.write(to: URL(fileURLWithPath: csv))
      try FileManager.default.removeItem(atPath: "\(path)/findings.json")
      #expect(
        try verifyExport(folder: path) == [
          "cost-per-tenant.csv: differs from its SHA-256 in the manifest",
          "findings.json: is missing", "stray.txt: is not in the manifest",
        ])
    }
  }

  @Test func replacesAnOlderExportOfADayThatIsOpen() throws {
    var usage = try randomUsage(seed: 5)
    var options = ExportOptions()
    options.isClosed = false
    try withFolder { folder in
      let first = try exportDay(day, to: folder, options: options, source: usage)
      let old = try contents(first.path)
      usage.add("2026-11-02T20:00:00Z", tenant: "late", input: 100)
      let second = try exportDay(day, to: folder, source: usage)
      #expect(second.isNew)
      #expect(try contents(first.path) != old)
      #expect(try verifyExport(folder: first.path) == [])
      #expect(listing(folder) == ["2026-11-02"])
    }
  }

  /// A closed day stays as it is; what comes later stands beside it, and adds up.
  @Test func whatComesLateIsACorrection() throws {
    var usage = try randomUsage(seed: 5)
    try withFolder { folder in
      let first = try exportDay(day, to: folder, source: usage)
      let old = try contents(first.path)
      usage.add("2026-11-02T20:00:00Z", tenant: "late", model: "m", input: 100)
      var reversed = try #require(
        usage.entries.first { $0.startNanoseconds / Instant.day == 20_759 })
      reversed.flags.insert(.reversal)
      usage.entries.append(reversed)
      let second = try exportDay(day, to: folder, source: usage)
      #expect(second.outcome == .corrected)
      #expect(try contents(first.path) == old)
      #expect(listing(folder).sorted() == ["2026-11-02", "2026-11-02.corrections"])
      let csv = parseCSV(
        String(decoding: try #require(try contents(second.path)["corrections.csv"]), as: UTF8.self))
      let requests = try #require(csv[0].firstIndex(of: "requests"))
      #expect(csv.dropFirst().compactMap { Int($0[requests]) }.sorted() == [-1, 1])
      #expect(try exportDay(day, to: folder, source: usage).outcome == .unchanged)
      // Another book is no usage that came late.
      var other = usage
      other.book = try testBook(testLine(input: "7", output: "9"))
      #expect(try exportDay(day, to: folder, source: other).outcome == .unchanged)
      var options = ExportOptions()
      options.replacesClosed = true
      #expect(try exportDay(day, to: folder, options: options, source: usage).outcome == .written)
      #expect(try contents(first.path) != old)
      // Nothing is left to correct.
      #expect(listing(folder) == ["2026-11-02"])
    }
  }

  @Test func attributionHasTheKeysOfTheTable() throws {
    try withFolder { folder in
      let path = try exportDay(day, to: folder, source: try randomUsage(seed: 5)).path
      let lines = try #require(
        String(data: contents(path)["attribution.ndjson"] ?? Data(), encoding: .utf8)
      )
      .split(separator: "\n")
      var sum = Money.zero
      for line in lines {
        let names = [
          "Date", "TenantId#ServiceName", "TenantId", "TenantInputTokensCost",
          "TenantOutputTokensCost", "TenantAttributionPercentage", "TenantServiceCost",
          "TotalServiceCost",
        ]
        #expect(names.allSatisfy { line.contains("\"\($0)\": ") })
        #expect(line.hasPrefix("{\"Date\": 1793577600, "))
        let cost = try #require(line.split(separator: "\"TenantServiceCost\": ").last)
        sum = sum.adding(try Money(parsing: String(cost.prefix { $0 != "," }))) ?? sum
      }
      let table = try makeReport(
        ReportRequest(name: .costPerTenant, period: Period(first: day, last: day)),
        source: try randomUsage(seed: 5))
      #expect(table.value("cost", in: table.totals) == .money(sum))
    }
  }

  @Test func usersCanBeHidden() throws {
    var usage = try randomUsage(seed: 5)
    for place in usage.entries.indices {
      let id = usage.id(.user, "dr.smith@clinic.example")
      usage.entries[place].user = id
    }
    var options = ExportOptions()
    options.userHashKey = "key"
    try withFolder { folder in
      let path = try exportDay(day, to: folder, options: options, source: usage).path
      for (name, data) in try contents(path) {
        #expect(!String(decoding: data, as: UTF8.self).contains("dr.smith"), "\(name)")
      }
      let users = String(
        decoding: try #require(try contents(path)["cost-per-user.csv"]), as: UTF8.self)
      #expect(users.contains("user-"))
    }
  }

  @Test func oldDaysGo() throws {
    let usage = try randomUsage(seed: 5)
    try withFolder { folder in
      for offset in 0..<4 { _ = try exportDay(day.adding(days: offset), to: folder, source: usage) }
      try FileManager.default.createDirectory(
        atPath: "\(folder)/2026-01-01", withIntermediateDirectories: false)
      #expect(try retainExports(2, in: folder) == ["2026-11-02", "2026-11-03"])
      #expect(listing(folder).sorted() == ["2026-01-01", "2026-11-04", "2026-11-05"])
      #expect(try exportFolders(folder).count == 2)
      #expect(throws: ExportError.self) { try exportFolders("\(folder)/none") }
    }
  }

  @Test func aFaultInTheMiddleLeavesNothing() throws {
    struct DiskFull: Error {}
    let usage = try randomUsage(seed: 5)
    try withFolder { folder in
      #expect(throws: DiskFull.self) {
        try exportDay(day, to: folder, source: usage) { name in
          if name.hasPrefix("feature") { throw DiskFull() }
        }
      }
      #expect(listing(folder) == [])
    }
  }

  @Test func aKillInTheMiddleLeavesNoHalfFolder() async throws {
    let folder: String = NSTemporaryDirectory() + "meter-export-kill-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    await #expect(processExitsWith: .signal(SIGKILL)) { [folder = folder as String] in
      _ = try exportDay(day, to: folder, source: try randomUsage(seed: 5)) { name in
        if name.hasPrefix("feature") { kill(getpid(), SIGKILL) }
      }
    }
    let left = listing(folder)
    #expect(left.count == 1)
    #expect(left.allSatisfy { $0.hasPrefix(".2026-11-02.partial.") })
    let path = try exportDay(day, to: folder, source: try randomUsage(seed: 5)).path
    #expect(try verifyExport(folder: path) == [])
    #expect(listing(folder) == ["2026-11-02"])
  }
}
