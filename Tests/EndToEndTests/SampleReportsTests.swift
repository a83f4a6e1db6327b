internal import Foundation
internal import TestSupport
internal import Testing

/// Each sample gives exactly the report that stands beside it, whose sums are done by hand in
/// `samples/README.md`.
@Suite struct SampleReportsTests {
  struct Sample: Sendable, CustomTestStringConvertible {
    var file: String
    /// What ingest says: name and count.
    var counts: [String: Int]
    /// The file with the report, and how to ask for it.
    var reports: [(expected: String, arguments: [String])]

    var testDescription: String { file }
  }

  static let samples = [
    Sample(
      file: "first-report.otlp.json", counts: ["billable": 3, "suppressed": 0],
      reports: [
        (
          "first-report.expected.json",
          ["--tier", "premium", "--month", "2026-11", "--format", "json"]
        )
      ]),
    Sample(
      file: "hospital-and-clinics.otlp.jsonl",
      counts: [
        "billable": 11, "suppressed": 2, "duplicate": 1, "refused": 1, "unattributed": 1,
      ],
      reports: [
        ("hospital-and-clinics.expected.json", ["--day", "2026-11-02", "--format", "json"]),
        (
          "hospital-and-clinics.features.expected.csv",
          ["feature-cost-per-tier", "--day", "2026-11-02", "--format", "csv"]
        ),
      ]),
    Sample(
      file: "cloudwatch-spans.jsonl", counts: ["billable": 3, "suppressed": 5, "ignored": 1],
      reports: [("cloudwatch-spans.expected.csv", ["--day", "2026-11-02", "--format", "csv"])]),
    Sample(
      file: "console-spans.json", counts: ["billable": 2, "suppressed": 0],
      reports: [("console-spans.expected.csv", ["--day", "2026-11-02", "--format", "csv"])]),
  ]

  private static let folder = "\(Locations.repository)/samples"

  @Test(arguments: samples) func givesTheReportBesideIt(sample: Sample) throws {
    try withTemporaryFolder { folder in
      let ledger = folder.path("meter.db")
      let ingest = try runMeter(["ingest", "\(Self.folder)/\(sample.file)", "--ledger", ledger])
      #expect(ingest.status == 0, "\(ingest.errors)")
      for (name, count) in sample.counts.sorted(by: { $0.key < $1.key }) {
        #expect(ingest.counts(name, count), "\(name) is not \(count):\n\(ingest.text)")
      }
      for (expected, arguments) in sample.reports {
        let report = try runMeter(
          ["report"] + arguments
            + ["--prices", "\(Self.folder)/prices.json5", "--ledger", ledger])
        #expect(report.status == 0, "\(report.errors)")
        #expect(report.output == Self.bytes(expected), "not \(expected):\n\(report.text)")
      }
    }
  }

  /// A report beside a sample that no test asks for would be a promise that nobody keeps.
  @Test func everyExpectedReportIsAsked() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder)
    let asked = Set(Self.samples.flatMap { $0.reports.map(\.expected) })
    #expect(Set(names.filter { $0.contains(".expected.") }) == asked)
  }

  private static func bytes(_ name: String) -> [UInt8] {
    FileManager.default.contents(atPath: "\(folder)/\(name)").map { [UInt8]($0) } ?? []
  }
}
