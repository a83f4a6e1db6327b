/// Price lines with a name and a date: what usage costs.
///
/// The format of the file is described in `PriceBooks/README.md`. A book is a value: whoever has
/// the same text has the same prices.
public struct PriceBook: Sendable {
  /// As the file states it.
  public let name: String
  /// The day for which the prices were checked, as `2026-11-20`.
  public let asOf: String
  /// ISO 4217 code, as `USD`.
  public let currency: String
  /// The book without need of another: the file itself, or, where the file extends another book,
  /// both written out. This text is what the ledger keeps.
  public let text: [UInt8]
  /// SHA-256 of `text` in hexadecimal.
  public let sha256: String
  /// The file's own lines, then the inherited ones.
  public let lines: [PriceLine]
  /// Other names of models, in lower case.
  public let aliases: [String: String]
  /// What a person should look at, though the book is accepted.
  public let warnings: [Diagnostic]
  let index: PriceIndex
  /// What the rater must tell apart: that of this book and of all that it carries.
  let conditions: PriceIndex
  let closedBooks: [ClosedBook]

  /// Reads a book, with every fault of the file at once in the error.
  public init(json5 bytes: [UInt8], fileName: String) throws(PriceBookError) {
    var reader = PriceBookReader(bytes, fileName: fileName)
    let draft = try reader.read()
    self.init(draft, fileText: bytes)
  }

  init(_ draft: PriceBookDraft, fileText: [UInt8]) {
    name = draft.name
    asOf = draft.asOf
    currency = draft.currency
    lines = draft.lines
    aliases = draft.aliases
    warnings = draft.warnings
    index = PriceIndex(lines: draft.lines, aliases: draft.aliases)
    conditions = index
    closedBooks = []
    text = draft.needsOwnText ? standaloneText(draft) : fileText
    sha256 = sha256Hex(text)
  }

  init(_ draft: PriceBookDraft, carrying books: [ClosedBook], of book: PriceBook) {
    (name, asOf, currency) = (book.name, book.asOf, book.currency)
    (text, sha256, aliases, warnings) = (book.text, book.sha256, book.aliases, book.warnings)
    lines = draft.lines
    index = book.index
    conditions = PriceIndex(
      lines: draft.lines, aliases: [:],
      edges: books.flatMap { [$0.range.lowerBound, $0.range.upperBound] })
    closedBooks = books
  }

  /// The book without what was learned after an instant.
  ///
  /// Where nothing was, it is the same book with the same digest; else its text is written anew.
  public func asKnown(at nanoseconds: Int64) -> PriceBook {
    guard lines.contains(where: { ($0.knownFrom ?? .min) > nanoseconds }) else { return self }
    var draft = PriceBookDraft()
    (draft.name, draft.asOf, draft.currency) = (name, asOf, currency)
    (draft.aliases, draft.warnings) = (aliases, warnings)
    draft.lines = lines.filter { ($0.knownFrom ?? .min) <= nanoseconds }
    for index in draft.lines.indices { draft.lines[index].index = index }
    draft.needsOwnText = true
    return PriceBook(draft, fileText: [])
  }

  /// The dated default book that comes with the binary.
  public static let builtIn: PriceBook = {
    let text = builtInText
    var reader = PriceBookReader(text, fileName: "built-in")
    // Overlaps are looked for by a test, not at every start: that takes half of the reading time.
    if let draft = try? reader.read(isChecked: false) { return PriceBook(draft, fileText: text) }
    // Unreachable: a test reads the text. Without lines everything is unpriced, never mispriced.
    return PriceBook(PriceBookDraft(), fileText: text)
  }()

  /// The source text of `builtIn`.
  public static var builtInText: [UInt8] { builtInPriceBookBytes() }
}

/// The diagnostics of a refused book.
public typealias PriceBookError = DiagnosticsError

/// A book while it is read.
struct PriceBookDraft {
  var name = ""
  var asOf = ""
  var currency = "USD"
  var extendsBuiltIn = false
  /// Whether lines were added to, or taken from, those of the file.
  var needsOwnText = false
  /// The date of lines that have none of their own.
  var lineDate: String?
  var lines: [PriceLine] = []
  var aliases: [String: String] = [:]
  var warnings: [Diagnostic] = []
}
