import Testing

@testable import CostModel

@Suite struct NameTableTests {
  @Test func givesOneIDToOneNameOfAKind() throws {
    let table = NameTable(limit: 100, seed: 1)
    let first = try #require(table.intern(.tenant, "hospital-a"))
    #expect(table.intern(.tenant, "hospital-a") == first)
    #expect(table.intern(.feature, "hospital-a") != first)
    #expect(table.intern(.tenant, "hospital-b") != first)
    #expect(table.text(first) == "hospital-a")
    #expect(table.intern(.tenant, "") == NameID.none)
    #expect(table.text(.none) == nil)
  }

  @Test func isBounded() throws {
    let table = NameTable(limit: 3, seed: 1)
    for number in 0..<3 { #expect(table.intern(.tenant, "tenant \(number)") != nil) }
    #expect(table.intern(.tenant, "tenant 3") == nil)
    #expect(table.intern(.tenant, "tenant 2") != nil)
    #expect(table.intern(.session, "sessions have another bound") != nil)
    let longest = String(repeating: "x", count: NameTable.textBytesLimit)
    #expect(table.intern(.user, longest) != nil)
    #expect(table.intern(.user, longest + "x") == nil)
  }

  @Test func survivesReopening() throws {
    let folder = try TemporaryFolder()
    var writer = try LedgerWriter(path: folder.ledger)
    let tenant = try #require(writer.names.intern(.tenant, "Zürich 🏥"))
    let session = try #require(writer.names.intern(.session, "s-1"))
    try writer.commit(PostingBatch())
    // Given an id but never committed: nothing refers to it.
    _ = writer.names.intern(.tenant, "lost")
    try writer.close()
    writer = try LedgerWriter(path: folder.ledger)
    #expect(writer.names.intern(.tenant, "Zürich 🏥") == tenant)
    let again = try #require(writer.names.intern(.session, "s-1"))
    #expect(again > session)
    try writer.commit(PostingBatch())
    let reader = try LedgerReader(path: folder.ledger)
    #expect(reader.text(tenant) == "Zürich 🏥")
    #expect(try reader.id(.session, "s-1") == [session, again])
    #expect(try reader.id(.tenant, "lost") == [])
    #expect(try reader.names(.tenant).map(\.id) == [tenant])
    #expect(reader.text(NameID(rawValue: 4_000_000_000)) == nil)
  }

  /// In whichever order names are asked for, they are the same: read in stretches or one by one.
  @Test func orderOfReadingDoesNotMatter() throws {
    let folder = try TemporaryFolder()
    let writer = try LedgerWriter(path: folder.ledger)
    let names = (1...1_000).compactMap { number in
      writer.names.intern(.tenant, "tenant \(number)").map { ($0, "tenant \(number)") }
    }
    try writer.commit(PostingBatch())
    _ = try writer.carryOut(.eraseTenant("tenant 400")) { _ in nil }
    try writer.close()
    var random = SeededGenerator(seed: 3)
    for order in [names, names.reversed(), names.shuffled(using: &random)] {
      let reader = try LedgerReader(path: folder.ledger)
      for (id, text) in order {
        #expect(reader.text(id) == (text == "tenant 400" ? "(erased)" : text))
      }
      #expect(reader.text(NameID(rawValue: .max)) == nil)
      #expect(reader.text(.none) == nil)
    }
  }

  /// Sessions beyond two generations are forgotten in memory, and get another id.
  @Test func forgetsOldSessions() throws {
    let table = NameTable(limit: 10, seed: 1)
    let first = try #require(table.intern(.session, "first"))
    for number in 0..<NameTable.generationCount { _ = table.intern(.session, "s\(number)") }
    #expect(table.intern(.session, "first") == first)
    for number in 0...NameTable.generationCount { _ = table.intern(.session, "t\(number)") }
    #expect(table.intern(.session, "first") != first)
  }
}
