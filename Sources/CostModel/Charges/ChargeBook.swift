/// What tenants pay: prices of their own, a markup on cost, allowances and monthly fees.
///
/// It stands beside the price book, which says what usage costs; the difference is the margin. The
/// format of the file is described in `docs/charges.md`.
public struct ChargeBook: Sendable {
  public let name: String
  /// The day for which the charges were checked, as `2026-11-20`.
  public let asOf: String
  public let currency: String
  public let lines: [ChargeLine]
  /// The file's text, which the ledger keeps.
  public let text: [UInt8]
  /// SHA-256 of `text` in hexadecimal.
  public let sha256: String

  /// Reads a book, with every fault of the file at once in the error.
  public init(json5 bytes: [UInt8], fileName: String) throws(DiagnosticsError) {
    var reader = ChargeBookReader(bytes, fileName: fileName)
    let draft = try reader.read()
    (name, asOf, currency, lines) = (draft.name, draft.asOf, draft.currency, draft.lines)
    text = bytes
    sha256 = sha256Hex(bytes)
  }

  /// Whether fees or allowances are by month, so that only whole months can be charged.
  public var needsWholeMonths: Bool {
    lines.contains { $0.flatFee != nil || $0.includedAmount != nil || $0.includedTokens != nil }
  }

  /// The most special line in force that `says` something.
  func line(
    tenant: String?, tier: String?, feature: String?, model: String?, at instant: Int64,
    where says: (ChargeLine) -> Bool
  ) -> ChargeLine? {
    var best: ChargeLine?
    for line in lines where line.rank > best?.rank ?? -1 {
      if let wanted = line.tenant, wanted != tenant { continue }
      if let wanted = line.tier, wanted != tier { continue }
      if let wanted = line.feature, wanted != feature { continue }
      if !line.models.isEmpty {
        guard let model, line.models.contains(model.lowercased()) else { continue }
      }
      if line.isInForce(at: instant) && says(line) { best = line }
    }
    return best
  }
}

/// The document kind under which a ledger keeps its charge book.
private let chargeDocument = "charges"

extension LedgerReader {
  /// The charge book; nil if none was set.
  public func chargeBook() throws -> ChargeBook? {
    try document(kind: chargeDocument).map {
      try ChargeBook(json5: $0, fileName: "charges (in the ledger)")
    }
  }
}

extension LedgerWriter {
  /// Replaces the charge book.
  public func storeChargeBook(_ book: ChargeBook) throws {
    try storeDocument(kind: chargeDocument, bytes: book.text)
  }
}
