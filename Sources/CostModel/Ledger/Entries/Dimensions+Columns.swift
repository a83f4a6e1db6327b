extension Dimensions {
  /// The dimensions of a row of columns.
  ///
  /// - Parameter value: The row's value in a column.
  @inline(__always)
  public init(of value: (EntryColumn) -> Int64) {
    func name(_ column: EntryColumn) -> NameID {
      NameID(rawValue: UInt32(truncatingIfNeeded: value(column)))
    }
    self.init()
    tenant = name(.tenant)
    observedTier = name(.observedTier)
    feature = name(.feature)
    agent = name(.agent)
    provider = name(.provider)
    model = name(.model)
    region = name(.region)
    serviceTier = name(.serviceTier)
    contextBand = ContextBand(rawValue: UInt8(truncatingIfNeeded: value(.contextBand)))
    let marks = value(.marks)
    isMeasured = marks & 1 != 0
    isRolledUp = marks & 2 != 0
  }
}
