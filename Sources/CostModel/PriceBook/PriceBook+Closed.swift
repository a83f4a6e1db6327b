/// A book that was in force when some days were closed: these days keep it.
struct ClosedBook: Sendable {
  /// Instants of the closed days.
  var range: Range<Int64>
  var book: PriceBook
  /// Where its lines begin among those of the book that carries it.
  var firstLine: Int
}

extension PriceBook {
  /// This book, with others for days that were closed while those held. The first one counts where
  /// ranges overlap: a day that was closed again keeps the book of its first close.
  ///
  /// Name, date and digest stay this book's; the others' lines stand behind its own.
  public func keeping(_ closed: [(range: Range<Int64>, book: PriceBook)]) -> PriceBook {
    let others = closed.filter { $0.book.sha256 != sha256 }
    if others.isEmpty { return self }
    var draft = PriceBookDraft()
    (draft.name, draft.asOf, draft.currency) = (name, asOf, currency)
    (draft.aliases, draft.warnings, draft.lines) = (aliases, warnings, lines)
    var books: [ClosedBook] = []
    var firstLines: [String: Int] = [:]
    for (range, book) in closed {
      if book.sha256 != sha256, firstLines[book.sha256] == nil {
        firstLines[book.sha256] = draft.lines.count
        draft.lines += book.lines
      }
      books.append(
        ClosedBook(range: range, book: book, firstLine: firstLines[book.sha256] ?? 0))
    }
    for index in draft.lines.indices { draft.lines[index].index = index }
    return PriceBook(draft, carrying: books, of: self)
  }

  /// The prices of a closed day; nil for a day on which this book's own lines hold.
  func closedCard(for context: PriceContext) -> RateCard? {
    let closed = closedBooks.first { $0.range.contains(context.instantNanoseconds) }
    guard let closed, closed.book.sha256 != sha256 else { return nil }
    var card = closed.book.rateCard(for: context)
    for meter in PriceMeter.all {
      guard var match = card.match(meter) else { continue }
      match.lineIndex += closed.firstLine
      match.factorLines = match.factorLines.map { $0 + closed.firstLine }
      card.set(match, for: meter)
    }
    return card
  }
}

extension PriceBook {
  /// The book that a ledger keeps; the built-in one where it keeps none.
  public init(stored: StoredPriceBook?) throws {
    if let stored, stored.sha256 != Self.builtIn.sha256 {
      try self.init(json5: stored.text, fileName: "\(stored.name) (in the ledger)")
    } else {
      self = .builtIn
    }
  }
}

extension LedgerReader {
  /// The book by which usage is rated: the one adopted last, else the built-in one; for days that
  /// were closed, the one that held then.
  public func ratingBook() throws -> PriceBook {
    try ratingBook(open: PriceBook(stored: priceBook()))
  }

  /// The same with another book for the days that are open, and for those that were closed after an
  /// instant.
  public func ratingBook(
    open book: PriceBook, closedBy nanoseconds: Int64 = .max
  ) throws -> PriceBook {
    var books: [String: PriceBook] = [book.sha256: book]
    var closed: [(range: Range<Int64>, book: PriceBook)] = []
    for period in try closedPeriods() where period.closedAtNanoseconds <= nanoseconds {
      guard let sha256 = period.priceBook else { continue }
      if books[sha256] == nil, let stored = try priceBook(sha256: sha256) {
        books[sha256] = try PriceBook(stored: stored)
      }
      guard let former = books[sha256] else { continue }
      closed.append((period.instants, former))
    }
    return book.keeping(closed)
  }
}
