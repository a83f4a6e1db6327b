internal import CostModel

extension QueryField {
  /// The columns of entries that decide what sums of the field are, counts apart: entries that
  /// agree in them can be added up first. Nil for a field that needs single entries.
  ///
  /// - Parameter prices: What prices depend on.
  func decidingColumns(_ prices: Rater.Circumstances) -> [EntryColumn]? {
    if name == "tier" { return [.tenant, .observedTier] }
    if keptAs == .key { return BlockSelection.columns[name].map { [$0.0] } }
    if keptAs != .sum { return nil }
    let owner: [EntryColumn] = needsCharges ? [.tenant, .observedTier, .feature] : []
    return isRated ? Self.ratedColumns(prices) + owner : []
  }

  /// Whether prices decide the field's values.
  var isRated: Bool { type == .money || name == "unpriced_tokens" }

  /// The columns that decide a rate card, the prompt's exact length apart.
  static func ratedColumns(_ prices: Rater.Circumstances) -> [EntryColumn] {
    // Those that change least come first.
    var columns: [EntryColumn] = [.provider, .serviceTier, .contextBand]
    if prices.contains(.region) { columns.append(.region) }
    columns.append(.model)
    if prices.contains(.tenant) { columns += [.tenant, .observedTier] }
    return columns
  }
}
