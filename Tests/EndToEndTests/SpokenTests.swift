internal import Foundation
internal import TestSupport
internal import Testing

/// What commands say when they are done, and that they say it in whole sentences.
@Suite struct SpokenTests {
  @Test func tenantsAreSetAndListed() throws {
    try withTemporaryFolder { folder in
      func tenants(_ words: String...) throws -> String {
        let run = try runMeter(["tenants"] + words, folder: folder.path)
        #expect(run.status == 0, "\(run.errors)")
        return run.text
      }
      #expect(
        try tenants("set", "clinic-a", "--tier", "premium", "--from", "2026-11-15")
          == "clinic-a: tier premium from 2026-11-15\n")
      #expect(
        try tenants("set", "clinic-a", "--name", "Clinic A", "--status", "active")
          == "clinic-a: name Clinic A; status active, always\n")
      #expect(
        try tenants("list") == """
          tenant    name      tier     status  from
          ────────  ────────  ───────  ──────  ──────────
          clinic-a  Clinic A           active  always
                              premium  active  2026-11-15

          """)
      try folder.write("one.csv", "tenant,tier\nclinic-b,basic\n")
      #expect(try tenants("import", "one.csv").hasPrefix("took over 1 tenant;"))
    }
  }

  @Test func aShortIngestSaysNoRate() throws {
    try withTemporaryFolder { folder in
      try folder.write("one.json", SampleSpan.json([SampleSpan(trace: 1, span: 1, tenant: nil)]))
      let run = try runMeter(["ingest", "one.json"], folder: folder.path)
      #expect(!run.text.contains("spans/s"), "\(run.text)")
      #expect(run.text.contains("billable, without a tenant: 'meter ingest --tenant-key KEY'"))
      let query = try runMeter(
        ["query", "stats count(*) by tenant", "--month", "2026-11"], folder: folder.path)
      #expect(query.text.hasSuffix("1 row; 1 call, from 1 sum\n"), "\(query.text)")
      #expect(query.text.contains("(unattributed)"))
    }
  }

  @Test func anUnknownTierClaimsNothing() throws {
    try withTemporaryFolder { folder in
      let spans = [SampleSpan(trace: 1, span: 1), SampleSpan(trace: 1, span: 1)]
      try folder.write("twice.json", SampleSpan.json(spans))
      _ = try runMeter(["ingest", "twice.json"], folder: folder.path)
      let report = ["report", "--month", "2026-11", "--tier"]
      for format in ["table", "markdown", "html"] {
        let run = try runMeter(report + ["nosuch", "--format", format], folder: folder.path)
        #expect(run.status == 0)
        for words in ["100 %", "Left out", "came again"] {
          #expect(!run.text.contains(words), "\(format): \(words)")
        }
        #expect(run.text.contains("it knows premium"), "\(run.text)")
      }
      let known = try runMeter(report + ["premium"], folder: folder.path)
      #expect(known.text.contains("Left out  in the whole period: 1 span that came again\n"))
    }
  }

  @Test func aServerSaysOnceWhereItListens() throws {
    try withTemporaryFolder { folder in
      let server = try ServerProcess(ledger: folder.path("meter.db"))
      #expect(server.announcement.hasPrefix("{\"time\":\"2"))
      #expect(server.announcement.contains("\"message\":\"listening\""))
      #expect(try server.stop() == 0)
    }
  }
}
