import Foundation
import Testing

@testable import CostModel

/// Whichever write, truncation, synchronisation or removal fails, the ledger is what was
/// acknowledged, and goes on from there.
@Suite struct LedgerDiskTests {
  /// How many operations are made to fail; `make torture` sets it.
  private static let count =
    ProcessInfo.processInfo.environment["METER_TORTURE_FAULTS"].flatMap(Int.init) ?? 12

  @Test(arguments: FaultyDisk.Fault.allCases) func everyOperationMayFail(
    fault: FaultyDisk.Fault
  ) throws {
    try fail(LedgerHistory.steps, fault) { _ in }
  }

  /// The same while a ledger of the first format is brought up to date.
  @Test(arguments: FaultyDisk.Fault.allCases) func everyStepOfAnUpgradeMayFail(
    fault: FaultyDisk.Fault
  ) throws {
    let folder = try TemporaryFolder()
    _ = try LedgerUpgradeTests.makeLedger(folder.ledger, format: 1)
    try fail([.restart, .commit(1), .restart], fault) { path in
      try FileManager.default.copyItem(atPath: folder.ledger, toPath: path)
    }
  }

  private func fail(
    _ steps: [LedgerHistory.Step], _ fault: FaultyDisk.Fault, prepare: (String) throws -> Void
  ) throws {
    let reference = try Reference(steps, prepare)
    var tried = 0
    for number in 0..<min(Self.count, reference.operations) {
      let operation = 1 + number * reference.operations / min(Self.count, reference.operations)
      try FaultRun(reference, operation, fault).run(prepare)
      tried += 1
    }
    #expect(tried > 0)
  }
}

/// The history without any fault: what the ledger says after each step.
private struct Reference {
  let steps: [LedgerHistory.Step]
  var states: [[String: [String]]] = []
  let operations: Int

  init(_ steps: [LedgerHistory.Step], _ prepare: (String) throws -> Void) throws {
    self.steps = steps
    let folder = try TemporaryFolder()
    try prepare(folder.ledger)
    var history = LedgerHistory(path: folder.ledger)
    states.append(try history.content())
    for step in steps {
      try history.take(step)
      states.append(try history.content())
    }
    history.close()
    // Looking brings the journal into the tables, so the operations are counted apart.
    let second = try TemporaryFolder()
    try prepare(second.ledger)
    let disk = FaultyDisk(second)
    var unseen = LedgerHistory(path: second.ledger)
    for step in steps { try unseen.take(step) }
    unseen.close()
    operations = disk.operations
  }
}

private struct FaultRun {
  let reference: Reference
  let operation: Int
  let fault: FaultyDisk.Fault
  private let folder: TemporaryFolder

  init(_ reference: Reference, _ operation: Int, _ fault: FaultyDisk.Fault) throws {
    self.reference = reference
    self.operation = operation
    self.fault = fault
    folder = try TemporaryFolder()
  }

  func run(_ prepare: (String) throws -> Void) throws {
    try prepare(folder.ledger)
    let disk = FaultyDisk(folder, failingAt: operation, fault)
    var history = LedgerHistory(path: folder.ledger)
    var place = 0
    while place < reference.steps.count {
      do {
        try history.take(reference.steps[place])
        place += 1
      } catch {
        if fault != .once {
          history.close()
          break
        }
        // The writer goes on as if nothing had happened.
        try history.take(reference.steps[place])
        try expect(&history, is: [place + 1], "after it was tried again")
        place += 1
      }
    }
    history.close()
    _ = disk
    try goOn(from: place)
  }

  /// Opens what is there, as after a crash, and takes the steps that are missing.
  private func goOn(from acknowledged: Int) throws {
    let rescue = try TemporaryFolder()
    for suffix in ["", "-wal"] {
      try? FileManager.default.copyItem(
        atPath: folder.ledger + suffix, toPath: rescue.ledger + suffix)
    }
    var history = LedgerHistory(path: rescue.ledger)
    var place = acknowledged
    if place < reference.steps.count {
      let gradual = reference.steps[place].gradual
      try expect(&history, is: [place, place + 1], but: gradual, "opened again")
      if try history.content() == reference.states[place + 1] { place += 1 }
    }
    let result = try LedgerVerifier(path: rescue.ledger).run()
    #expect(result.faults == [], "\(label)")
    for step in reference.steps[place...] { try history.take(step) }
    try expect(&history, is: [reference.steps.count], "in the end")
    history.close()
  }

  private func expect(
    _ history: inout LedgerHistory, is places: [Int], but gradual: Set<String> = [],
    _ when: String
  ) throws {
    let found = try history.content()
    let differences = places.map { place in
      let expected = reference.states[place]
      return found.keys.filter { found[$0] != expected[$0] && !gradual.contains($0) }.sorted()
    }
    if differences.contains([]) { return }
    Issue.record("\(label), \(when), not as after step \(places): \(differences)")
  }

  private var label: String { "\(fault) at operation \(operation)" }
}
