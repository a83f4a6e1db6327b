internal import TestSupport
internal import Testing

/// Reports against the exact answer of the telemetry generator, at a small size; `make truth` runs
/// it at any size. Needs Python and the generator beside the repository.
@Suite struct TruthTests {
  static let isPossible = Locations.hasPython && Locations.shared("rig/gen.py") != nil

  @Test(
    .enabled(if: isPossible, "skipped: needs python3 and ../shared/rig/gen.py"),
    arguments: [7, 1234])
  func reportsGiveTheGeneratorsAnswer(seed: Int) throws {
    let run = try TestSupport.run(
      "/usr/bin/env",
      [
        "python3", "\(Locations.repository)/Scripts/truth.py", "--meter", Locations.program,
        "--seed", String(seed), "--spans", "4000", "--http",
      ], timeoutSeconds: 600)
    #expect(run.status == 0, "seed \(seed)\n\(run.text)\(run.errors)")
  }
}
