import CostModel
import TestSupport
import Testing

@testable import TelemetryIngest

@Suite struct TraceCodecTests {
  private static let key = RunKey(high: 7, low: 9)

  /// Whatever spans are written, in however many records, the same are read.
  @Test(arguments: 0..<200 as Range<UInt64>) func readsWhatItWrote(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let state = Self.state(&generator)
    let read = try #require(TraceCodec.decode(Self.records(state, &generator), key: Self.key))
    #expect(read.spans == state.spans, "seed \(seed)")
    #expect(read.calls == state.calls, "seed \(seed)")
  }

  /// A record that somebody changed is refused or read as something else, never past its end.
  @Test(arguments: 0..<50 as Range<UInt64>) func hostileRecordsAreHarmless(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    let good = Self.records(Self.state(&generator), &generator)
    for _ in 0..<100 {
      var records = good
      let number = Int.random(in: records.indices, using: &generator)
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        let place = Int.random(in: records[number].indices, using: &generator)
        records[number][place] = UInt8.random(in: 0...255, using: &generator)
      }
      if Bool.random(using: &generator) {
        records[number].removeLast(Int.random(in: 0..<records[number].count, using: &generator))
      }
      let state = TraceCodec.decode(records, key: Self.key)
      for span in state?.spans ?? [] { #expect(Int(span.call) < state?.calls.count ?? 0) }
    }
  }

  /// Until format 7 each span stood by itself, with its parent in full, and names all or none.
  @Test func readsSpansOfEarlierFormats() throws {
    var bytes: [UInt8] = [1, 0b0001_1110]  // a root with names, a call with counts and response
    bytes.appendFixed(11)
    bytes.appendSigned(5_000)
    bytes.appendSigned(70)
    bytes += [1, 0]
    bytes += [2, 3, 4, 5, 6, 7]
    bytes.appendFixed(21)
    bytes.appendFixed(22)
    bytes += [4, 8, 9, 10]  // the resource's service, agent, scope
    bytes += [12, 13, 0, 0, 1]
    bytes += [3, 0, 0b11, 20, 40]
    bytes.appendFixed(31)
    bytes.appendFixed(32)
    bytes += [1, 0b0000_0001]  // beneath it, with the same names, no call
    bytes.appendFixed(12)
    bytes.appendFixed(11)
    bytes.appendSigned(-100)
    bytes.appendSigned(50)
    bytes += [4, 0]
    let state = try #require(TraceCodec.decode([bytes], key: Self.key))
    #expect(state.spans.map(\.identity.span) == [11, 12])
    #expect(state.spans.map(\.parent) == [0, 11])
    #expect(state.spans.map(\.start) == [5_000, 4_900])
    #expect(state.spans.map(\.end) == [5_070, 4_950])
    #expect(state.spans.map(\.role) == [.inference, .tool])
    #expect(
      state.spans.map(\.own.sessionDigest) == [
        Digest(high: 21, low: 22), Digest(high: 21, low: 22),
      ])
    #expect(state.spans[1].resource.service == NameID(rawValue: 8))
    #expect(state.spans[1].scope == 10)
    let call = try #require(state.calls.first)
    #expect(call.response == Digest(high: 31, low: 32))
    #expect(call.quantities[slot: 0] == 10 && call.quantities[slot: 1] == 20)
  }

  private static func records(
    _ state: TraceState, _ generator: inout SplitMix64
  ) -> [[UInt8]] {
    let places = state.spans.indices.map { Int32($0) }
    let cut = Int.random(in: 0...places.count, using: &generator)
    return [places[..<cut], places[cut...]].filter { !$0.isEmpty }.map { part in
      var bytes: [UInt8] = []
      TraceCodec.append(part.span, of: state.spans.span, state.calls.span, to: &bytes)
      return bytes
    }
  }

  private static func state(_ generator: inout SplitMix64) -> TraceState {
    var state = TraceState()
    let count = 1 + generator.below(generator.once(in: 10) ? 200 : 12)
    let ids = (0..<count).map { _ in UInt64.random(in: 1 ... .max, using: &generator) }
    for id in ids {
      var span = ObservedSpan()
      (span.identity.traceHigh, span.identity.traceLow) = (key.high, key.low)
      span.identity.span = id
      let parents = [0, UInt64.random(in: 1 ... .max, using: &generator)] + ids
      span.parent = parents.randomElement(using: &generator) ?? 0
      span.start = Int64.random(in: .min ... .max, using: &generator)
      span.end = span.start &+ Int64.random(in: 0...5_000_000_000, using: &generator)
      span.role =
        [.other, .inference, .aggregate, .tool].randomElement(using: &generator) ?? .other
      span.flags = SpanFlags(rawValue: UInt16.random(in: 0..<512, using: &generator))
      span.scope = UInt32.random(in: 0..<3, using: &generator)
      span.agent = NameID(rawValue: UInt32.random(in: 0..<3, using: &generator))
      span.own = names(&generator)
      span.resource = names(&generator)
      span.resource.service = NameID(rawValue: UInt32.random(in: 0..<2, using: &generator))
      let call = Bool.random(using: &generator) ? Self.call(&generator) : nil
      state.restore(span, call, known: nil)
    }
    return state
  }

  private static func names(_ generator: inout SplitMix64) -> IdentityNames {
    var names = IdentityNames()
    switch Int.random(in: 0..<3, using: &generator) {
    case 0: break
    case 1: names.tenant = NameID(rawValue: UInt32.random(in: 0..<3, using: &generator))
    default:
      names.session = NameID(rawValue: 300)
      names.sessionDigest = Digest(high: UInt64.random(in: 1...2, using: &generator), low: 5)
    }
    return names
  }

  private static func call(_ generator: inout SplitMix64) -> CallObservation {
    var call = CallObservation()
    call.model = NameID(rawValue: UInt32.random(in: 0..<3, using: &generator))
    if Bool.random(using: &generator) {
      call.reported = UInt16.random(in: 1..<512, using: &generator)
      call.quantities[slot: 0] = Int64.random(in: 0...9_000, using: &generator)
    }
    if Bool.random(using: &generator) { call.response = Digest(high: 3, low: generator.next()) }
    if Bool.random(using: &generator) { call.request = Digest(high: 4, low: generator.next()) }
    if Bool.random(using: &generator) {
      call.timeToFirstToken = Int64.random(in: 0...9_000, using: &generator)
    }
    return call
  }
}
