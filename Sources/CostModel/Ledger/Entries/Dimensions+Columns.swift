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
  /// The columns that hold dimensions.
  public static let columns: [EntryColumn] = [
    .tenant, .observedTier, .feature, .agent, .provider, .model, .region, .serviceTier,
    .contextBand, .marks,
  ]

  /// The value of a column that holds a dimension; nil for any other.
  public func value(_ column: EntryColumn) -> Int64? {
    switch column {
    case .tenant: Int64(tenant.rawValue)
    case .observedTier: Int64(observedTier.rawValue)
    case .feature: Int64(feature.rawValue)
    case .agent: Int64(agent.rawValue)
    case .provider: Int64(provider.rawValue)
    case .model: Int64(model.rawValue)
    case .region: Int64(region.rawValue)
    case .serviceTier: Int64(serviceTier.rawValue)
    case .contextBand: Int64(contextBand.rawValue)
    case .marks: (isMeasured ? 1 : 0) | (isRolledUp ? 2 : 0)
    case .traceHigh, .traceLow, .span, .start, .duration, .timeToFirstToken, .session, .user,
      .operation, .flags, .posted:
      nil
    }
  }
}
