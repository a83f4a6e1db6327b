/// Something that is to be done to look after a ledger, as a value: a process that finds the ledger
/// held by a server hands it over to that server.
public enum UpkeepOrder: Codable, Hashable, Sendable {
  /// Close the books of some days of UTC, counted from 1970.
  case close(days: Range<Int32>)
  /// Remove the entries from before a day.
  case retain(beforeDay: Int32)
  /// Move a tenant's usage to `(erased)`, and forget its names.
  case eraseTenant(String)
}

/// What came of an `UpkeepOrder`.
public enum UpkeepOutcome: Codable, Hashable, Sendable {
  /// How often each of the days had been closed before, at most.
  case closed(before: UInt32)
  /// How many entries were removed.
  case removed(entries: Int64)
  case erased(TenantErasure)
}

extension LedgerUpkeep {
  /// Does what an order says.
  ///
  /// - Parameter mentions: The names in records, see `eraseTenant`.
  public func carryOut(
    _ order: UpkeepOrder, mentions: (SeenRecords) -> MentionedNames?
  ) throws -> UpkeepOutcome {
    switch order {
    case .close(let days):
      if days.isEmpty { throw LedgerError(.notFound, "there are no days to close") }
      return .closed(before: try closeBooks(days: days))
    case .retain(let day): return .removed(entries: try removeEntries(beforeDay: day))
    case .eraseTenant(let name): return .erased(try eraseTenant(name, mentions: mentions))
    }
  }
}

extension LedgerWriter {
  /// Does what an order says, while this process writes the ledger. Commits wait until it is done,
  /// and then reckon with it.
  public func carryOut(
    _ order: UpkeepOrder, mentions: (SeenRecords) -> MentionedNames?
  ) throws -> UpkeepOutcome {
    try upkeep { try $0.carryOut(order, mentions: mentions) }
  }
}
