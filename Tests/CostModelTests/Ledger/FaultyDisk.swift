import CFaultyDisk
import Testing

@testable import CostModel

/// A disk under the ledgers of one folder that fails when a test says so.
final class FaultyDisk {
  enum Fault: CaseIterable {
    /// One operation fails, the next ones work again.
    case once
    /// A write is torn, and nothing works from then on.
    case death
    /// The same, and what was not synchronised is lost, some of it or all.
    case power
  }

  private static let installed = meter_faulty_disk_install()
  private let number: Int32

  /// - Parameter operation: The operation that fails, counted from 1; nil for none.
  init(_ folder: TemporaryFolder, failingAt operation: Int? = nil, _ fault: Fault = .once) {
    #expect(Self.installed == 0)
    let kind =
      switch fault {
      case .once: METER_FAULT_ONCE
      case .death: METER_FAULT_DEATH
      case .power: METER_FAULT_POWER
      }
    let place = operation ?? 0
    number = unsafe meter_faulty_disk_watch(folder.path, place, kind, UInt64(place))
    #expect(number >= 0)
  }

  deinit { meter_faulty_disk_forget(number) }

  /// Operations so far that may fail.
  var operations: Int { meter_faulty_disk_operations(number) }
}
