import CostModel
import TestSupport
import Testing

@testable import TelemetryIngest

/// Traces that no agent makes, and that must neither stop the ingest nor slow it down: resolved
/// within a time that a quadratic step would miss by far, also in a debug build.
@Suite(.serialized) struct HostileTraceTests {
  private static let count = 20_000
  private static let secondsMax = 20.0

  private struct Shape: Sendable {
    var name: String
    /// Fills in one of `count` spans.
    var make: @Sendable (Int, inout ObservedSpan, inout CallObservation) -> Void
  }

  private static let names: [String] = shapes.map(\.name)

  private static let shapes: [Shape] = [
    Shape(name: "a chain of calls of several instrumentations") { index, span, _ in
      span.parent = UInt64(index)
      span.scope = UInt32(index % 3)
    },
    Shape(name: "a chain of tools, each with a call") { index, span, _ in
      span.parent = UInt64(index % 2 == 0 ? max(0, index - 1) : index)
      span.role = index % 2 == 1 ? .tool : .inference
      span.scope = UInt32(index % 4)
    },
    Shape(name: "a chain of agents") { index, span, _ in
      span.parent = UInt64(index)
      span.role = .aggregate
    },
    Shape(name: "agents beside a chain") { index, span, _ in
      span.parent = UInt64(index % 2 == 0 ? max(0, index - 1) : index)
      span.role = index % 2 == 1 ? .other : .aggregate
    },
    Shape(name: "equal calls at one time, of two instrumentations") { index, span, _ in
      span.scope = UInt32(index % 2)
    },
    Shape(name: "equal calls, each containing the next") { index, span, _ in
      span.start += Int64(index)
      span.end += Int64(count * 2 - index)
      span.scope = UInt32(index % 2)
      span.parent = 1
    },
    Shape(name: "one response, other tokens each time") { index, span, call in
      call.response = Digest(high: 1, low: 1)
      call.quantities[.input] = Int64(index)
    },
    Shape(name: "one response, reported twice each") { index, span, call in
      call.response = Digest(high: 1, low: 1)
      call.quantities[.output] = Int64(index / 2)
    },
    Shape(name: "agents and calls under missing parents") { index, span, _ in
      span.parent = UInt64(1_000_000 + index)
      span.role = index % 2 == 0 ? .aggregate : .inference
      span.start += Int64(index)
      span.end += Int64(index + index % 7)
    },
    Shape(name: "a ring") { index, span, _ in span.parent = UInt64((index + 1) % count + 1) },
    Shape(name: "pairs that are each other's parents") { index, span, _ in
      span.parent = UInt64((index ^ 1) + 1)
    },
    Shape(name: "a session for each call") { index, span, _ in
      span.own.session = NameID(rawValue: UInt32(index + 1))
      span.own.sessionDigest = Digest(high: UInt64(index), low: 7)
    },
    Shape(name: "a tenant and a session for each call") { index, span, _ in
      span.own.tenant = NameID(rawValue: UInt32(index + 1))
      span.own.sessionDigest = Digest(high: UInt64(index), low: 7)
      span.own.session = NameID(rawValue: UInt32(index + 1))
    },
    Shape(name: "times at the end of time") { index, span, _ in
      span.start = .max - Int64(index)
      span.end = .max
      span.scope = UInt32(index % 2)
    },
  ]

  @Test(arguments: names)
  func isResolvedInTime(name: String) throws {
    let shape = try #require(Self.shapes.first { $0.name == name })
    var state = TraceState()
    for index in 0..<Self.count {
      var (span, call) = (ObservedSpan(), CallObservation())
      span.identity = SpanIdentity(traceHigh: 1, traceLow: 1, span: UInt64(index + 1))
      (span.start, span.end, span.role) = (1_000, 2_000, .inference)
      (call.quantities[.input], call.quantities[.output], call.reported) = (5, 3, 0b1000_0001)
      shape.make(index, &span, &call)
      state.restore(span, call, known: nil)
    }
    let seconds = processorSeconds {
      var resolver = TraceResolver()
      let resolution = resolver.resolve(state)
      let trace = RunKey(high: 1, low: 1)
      var (notes, changes): ([SessionNote], [SessionNote]) = ([], [])
      resolution.appendSessionNotes(since: Resolution(), trace, to: &notes)
      resolution.appendSessionNotes(since: resolution, trace, to: &changes)
      #expect(changes.isEmpty)
      #expect(!resolution.entries.isEmpty)
      #expect(notes.count <= Self.count)
    }
    #expect(seconds < Self.secondsMax)
  }

  /// Everything in one trace, as from a sender that never makes a new id, in one commit and again.
  @Test func oneTraceOfManySpansIsTakenInTime() throws {
    let call = TraceScene.call(5, 3)
    let parts = (1...Self.count).map { TraceScene.Part(UInt64($0), call) }
    let seconds = try processorSeconds {
      let books = try TraceScene.post([parts, parts])
      #expect(books.requests == Int64(Self.count))
    }
    #expect(seconds < Self.secondsMax * 2)
  }

  /// A session that thousands of traces share, half of them with a tenant, half of them without.
  @Test func manyTracesOfOneSessionAreBoundInTime() {
    let session = Digest(high: 1, low: 1)
    var records: [SessionRecord] = []
    for index in 0..<Self.count {
      let trace = RunKey(high: 1, low: UInt64(index))
      let time = Int64(index) * 60_000_000_000
      if index % 2 == 0 {
        var fact = SessionFact(
          session: session, tenant: NameID(rawValue: 1), tier: .none, user: .none, time: time)
        if index % 1_000 == 0 { fact.tier = NameID(rawValue: 2) }
        records.append(.fact(trace: trace, fact))
      } else {
        records.append(.want(trace: trace, time: time))
      }
    }
    let seconds = processorSeconds {
      let index = SessionIndex(session, records)
      let bindings = index.wants.map { index.binding(at: $0.value) }
      #expect(bindings.count == Self.count / 2)
      #expect(bindings.allSatisfy { $0?.tenant.rawValue == 1 && $0?.tier.rawValue == 2 })
    }
    #expect(seconds < Self.secondsMax)
  }
}
