import CostModel
import TestSupport
import Testing

@testable import TelemetryIngest

/// What is remembered of attributes never changes what a span says.
@Suite struct AttributeMemoryTests {
  private func withAssembler<Result>(
    _ body: (SpanAssembler) throws -> Result
  ) throws -> Result {
    try withTemporaryFolder { folder in
      let writer = try LedgerWriter(path: folder.path("memory.db"))
      defer { try? writer.close() }
      return try body(
        SpanAssembler(
          table: IngestConfiguration().attributeTable, names: writer.names,
          digestSeed: writer.digestSeed))
    }
  }

  private func batch(_ json: String, _ assembler: inout SpanAssembler) -> SpanBatch {
    let bytes = Array(json.utf8)
    #expect(throws: Never.self) { try decodeRequest(json: bytes.span, into: &assembler) }
    return assembler.takeBatch()
  }

  private func batch(protobuf bytes: [UInt8], _ assembler: inout SpanAssembler) -> SpanBatch {
    #expect(throws: Never.self) { try decodeRequest(protobuf: bytes.span, into: &assembler) }
    return assembler.takeBatch()
  }

  /// One span with attributes that are written already.
  private func request(_ attributes: [String]) -> String {
    """
    {"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"\(String(repeating: "1", count: 32))",\
    "spanId":"1111111111111111","startTimeUnixNano":"1750000000000000000",\
    "attributes":[\(attributes.joined(separator: ","))]}]}]}]}
    """
  }

  private func text(_ key: String, _ value: String) -> String {
    #"{"key":"\#(key)","value":{"stringValue":"\#(value)"}}"#
  }

  /// An assembler that has read any other spans reads a request as a new one does.
  @Test(arguments: 0..<6 as Range<UInt64>) func oldSpansDoNotMatter(seed: UInt64) throws {
    try withAssembler { new in
      var old = new
      for step in 0..<150 as Range<UInt64> {
        let request = RandomSpans(seed: seed << 32 | step)
        var fresh = new
        let expected = batch(request.json, &fresh)
        var freshAgain = new
        let encodings = [
          batch(request.json, &old), batch(protobuf: request.protobuf, &old),
          batch(protobuf: request.protobuf, &freshAgain),
        ]
        for (index, read) in encodings.enumerated() {
          let place: Comment = "seed \(seed) step \(step) reading \(index)"
          #expect(read.spans == expected.spans, place)
          #expect(read.calls == expected.calls, place)
          #expect(read.refusals.map(\.reason) == expected.refusals.map(\.reason), place)
        }
      }
    }
  }

  /// Values that the hash of the memory does not tell apart take each other's place.
  @Test func valuesThatClashAreToldApart() throws {
    try withAssembler { assembler in
      var assembler = assembler
      let end = String(repeating: "-", count: 25)
      let (one, other) = ("name-----1" + end, "name-----2" + end)
      var ids: [NameID] = []
      for value in [one, other, one, one, other, other, one] {
        let read = batch(request([text("tenant.id", value), text("feature", "f")]), &assembler)
        ids.append(read.spans[0].own.tenant)
      }
      #expect(Set(ids).count == 2)
      #expect(ids == [ids[0], ids[1], ids[0], ids[0], ids[1], ids[1], ids[0]])
    }
  }

  /// Equal values under other keys, and keys in another order, are what they are.
  @Test func keysInAnotherOrderKeepTheirMeaning() throws {
    try withAssembler { assembler in
      var assembler = assembler
      let pairs = [("tenant.id", "same"), ("feature", "same"), ("user.id", "same"), ("x", "same")]
      var first: SpanBatch?
      for order in [[0, 1, 2, 3], [2, 1, 0, 3], [3, 0, 2, 1], [0, 1, 2, 3], [1, 3, 0, 2]] {
        let read = batch(request(order.map { text(pairs[$0].0, pairs[$0].1) }), &assembler)
        #expect(read.spans == (first ?? read).spans, "\(order)")
        first = first ?? read
      }
      let own = first?.spans.first?.own ?? IdentityNames()
      #expect(Set([own.tenant, own.feature, own.user]).count == 3)
      let fewer = batch(request([text("feature", "same"), text("x", "same")]), &assembler)
      #expect(fewer.spans[0].own.tenant == .none)
      #expect(fewer.spans[0].own.feature == own.feature)
    }
  }

  /// Two tenants on a span are a conflict, however well each of them is known.
  @Test func repeatedNamesStillConflict() throws {
    try withAssembler { assembler in
      var assembler = assembler
      let pair = [text("tenant.id", "acme"), text("tenant_id", "globex")]
      for attributes in [pair, pair, [pair[1]], pair] {
        let read = batch(request(attributes), &assembler)
        let conflicts = read.spans[0].flags.contains(.tenantConflict)
        #expect(conflicts == (attributes.count == 2))
      }
    }
  }

  /// What one credential's spans said is checked anew against the next credential.
  @Test func credentialsAreCheckedForRepeatedNames() throws {
    try withAssembler { assembler in
      var assembler = assembler
      for tenant in ["acme", "globex", "acme"] {
        var identity = IngestIdentity()
        identity.tenant = tenant
        assembler.verify(identity)
        let read = batch(request([text("tenant.id", "acme")]), &assembler)
        #expect(read.refusals.map(\.reason) == (tenant == "acme" ? [] : [.tenantMismatch]))
      }
    }
  }

  /// However many attributes are sent, the memory stays as large as it was.
  @Test func manyValuesDoNotGrowTheMemory() throws {
    try withAssembler { assembler in
      var assembler = assembler
      let expected = batch(request([text("tenant.id", "acme"), text("y", "0")]), &assembler)
      for number in 0..<6000 {
        let key = number % 3 == 0 ? "key\(number)" : "user.id"
        _ = batch(request([text(key, "value-\(number)"), text("tenant.id", "acme")]), &assembler)
      }
      #expect(assembler.memory.byteCount == AttributeMemory().byteCount)
      let again = batch(request([text("tenant.id", "acme"), text("y", "0")]), &assembler)
      #expect(again.spans == expected.spans)
    }
  }
}
