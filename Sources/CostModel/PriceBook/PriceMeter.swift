/// One thing that a price line can charge for: a token class, a counted unit, or a request.
public struct PriceMeter: Hashable, Comparable, Sendable {
  /// The slot of `Quantities`, or `slotCount` for requests.
  public let slot: Int

  public init(_ tokenClass: TokenClass) { slot = Int(tokenClass.rawValue) }
  public init(_ unit: CountedUnit) { slot = Quantities.firstUnitSlot + Int(unit.rawValue) }
  private init(slot: Int) { self.slot = slot }

  /// One resolved call.
  public static let request = PriceMeter(slot: Quantities.slotCount)
  /// One more than the highest slot.
  static let slotCount = Quantities.slotCount + 1

  /// All meters: token classes first, then counted units, then requests.
  public static let all: [PriceMeter] =
    TokenClass.allCases.map { PriceMeter($0) } + CountedUnit.allCases.map { PriceMeter($0) }
    + [request]

  /// The token class, nil for calls.
  public var tokenClass: TokenClass? {
    slot < Quantities.firstUnitSlot ? TokenClass(rawValue: UInt8(slot)) : nil
  }

  /// The counted unit, nil for tokens and requests.
  public var countedUnit: CountedUnit? {
    slot >= Quantities.firstUnitSlot && slot < Quantities.slotCount
      ? CountedUnit(rawValue: UInt8(slot - Quantities.firstUnitSlot)) : nil
  }

  /// For what kind of thing it charges.
  public var kind: PriceUnit.Kind {
    if tokenClass != nil { return .tokens }
    return (countedUnit?.fractionDigits ?? 0) == 0 ? .calls : .hours
  }

  /// The name in price books: `input`, `cache_read`, `web_searches`, `request` …
  public var name: String {
    switch countedUnit {
    case .runtimeHours: "runtime_hours"
    case .memoryHours: "memory_gb_hours"
    case let unit: tokenClass?.name ?? unit?.name ?? "request"
    }
  }

  /// Finds a meter by its name in price books.
  public init?(name: String) {
    guard let found = Self.all.first(where: { $0.name == name }) else { return nil }
    self = found
  }

  public static func < (left: PriceMeter, right: PriceMeter) -> Bool { left.slot < right.slot }
}
