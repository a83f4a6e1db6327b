import CostModel
import TestSupport
import Testing

@testable import TelemetryIngest

/// Each rule of trace resolution as a scene of a few spans, posted in several orders.
@Suite struct TraceResolverTests {
  typealias Part = TraceScene.Part

  /// Posts the parts at once, one commit a span, backwards, and backwards with a restart between
  /// commits; all must come to the same books.
  private func books(_ parts: [Part]) throws -> Books {
    let whole = try TraceScene.post([parts])
    let orders: [(String, [[Part]], Bool)] = [
      ("one by one", parts.map { [$0] }, false),
      ("backwards", parts.reversed().map { [$0] }, false),
      ("backwards, restarted", parts.reversed().map { [$0] }, true),
      ("twice", [parts, parts], false), ("twice, restarted", [parts, parts], true),
    ]
    for (name, commits, reopening) in orders {
      let other = try TraceScene.post(commits, reopening: reopening)
      #expect(other.lines == whole.lines, "order: \(name)")
      #expect(other.suppressedTokens == whole.suppressedTokens, "order: \(name)")
      #expect(other.findings == whole.findings, "order: \(name)")
    }
    return whole
  }

  @Test func agentWithoutCallsAndTokensIsAFinding() throws {
    let tool = [("gen_ai.operation.name", "execute_tool")]
    let created = [("gen_ai.operation.name", "create_agent"), ("gen_ai.agent.name", "agent")]
    let silent = try books([Part(1, TraceScene.agent()), Part(2, under: 1, tool)])
    #expect(silent.findings == ["unmetered_agent": 1])
    #expect(silent.lines == [])
    #expect(try books([Part(1, created)]).findings == [:])
    #expect(try books([Part(1, failed: true, TraceScene.agent())]).findings == [:])
    let metered = try books([Part(1, TraceScene.agent()), Part(2, under: 1, TraceScene.call(1, 1))])
    #expect(metered.findings == [:])
  }

  @Test func agentThatRepeatsItsCallsDoesNotCount() throws {
    let books = try books([
      Part(1, to: 9, TraceScene.agent(300, 50)),
      Part(2, under: 1, from: 1, to: 2, TraceScene.call(100, 20)),
      Part(3, under: 1, from: 3, to: 4, TraceScene.call(200, 30)),
    ])
    #expect(books.lines == ["2: -/-/- gpt-4o 100+20", "3: -/-/- gpt-4o 200+30"])
    #expect(books.suppressedTokens == 350)
    #expect(books.findings == [:])
  }

  @Test func agentAloneCountsRolledUp() throws {
    let books = try books([Part(1, TraceScene.agent(300, 50)), Part(2, under: 1)])
    #expect(books.lines == ["1: -/-/- - 300+50 rolled-up"])
    #expect(books.findings == ["rolled_up_usage": 1])
  }

  @Test func agentThatReportsMoreThanItsCallsIsAFinding() throws {
    let books = try books([
      Part(1, to: 9, TraceScene.agent(300, 50)),
      Part(2, under: 1, from: 1, to: 2, TraceScene.call(100, 20)),
    ])
    #expect(books.lines == ["2: -/-/- gpt-4o 100+20"])
    #expect(books.findings == ["aggregate_mismatch": 1])
  }

  @Test func nestedAgentsCountOnceInnermost() throws {
    let books = try books([
      Part(1, TraceScene.agent(10, 5)), Part(2, under: 1, TraceScene.agent(10, 5, name: "worker")),
    ])
    #expect(books.lines == ["2: -/-/- - 10+5 rolled-up"])
  }

  @Test func frameworkAndClientSpanOfOneCallPairByAncestry() throws {
    let books = try books([
      Part(2, to: 5, TraceScene.call(100, 20)),
      Part(
        3, under: 2, scope: "client", from: 1, to: 4,
        TraceScene.call(100, 20, model: "gpt-4o-2024-08-06")),
    ])
    #expect(books.lines == ["3: -/-/- gpt-4o-2024-08-06 100+20"])
    #expect(books.suppressedTokens == 120)
  }

  @Test func innerSpanWithoutCountsTakesThoseOfTheOuter() throws {
    let books = try books([
      Part(2, to: 5, TraceScene.call(100, 20)),
      Part(
        3, under: 2, from: 1, to: 4,
        [("gen_ai.operation.name", "chat"), ("gen_ai.request.model", "inner")]),
    ])
    #expect(books.lines == ["3: -/-/- inner 100+20"])
    #expect(books.suppressedTokens == 0)
  }

  @Test func siblingsOfTwoInstrumentationsPairByTime() throws {
    let books = try books([
      Part(2, under: 9, to: 5, TraceScene.call(100, 20)),
      Part(3, under: 8, scope: "client", from: 1, to: 4, TraceScene.call(100, 20)),
      Part(8, to: 6), Part(9, to: 6),
    ])
    #expect(books.lines == ["3: -/-/- gpt-4o 100+20"])
  }

  @Test func parallelEqualCallsOfOneInstrumentationAreTwo() throws {
    let books = try books([
      Part(1, to: 9, TraceScene.agent()),
      Part(2, under: 1, to: 5, TraceScene.call(100, 20)),
      Part(3, under: 1, from: 1, to: 4, TraceScene.call(100, 20)),
    ])
    #expect(books.requests == 2)
  }

  @Test func callWithinAToolOfACallIsItsOwn() throws {
    let books = try books([
      Part(1, to: 9, TraceScene.call(500, 10)),
      Part(2, under: 1, from: 2, to: 8, [("gen_ai.operation.name", "execute_tool")]),
      Part(3, under: 2, from: 3, to: 7, TraceScene.call(100, 20)),
    ])
    #expect(books.requests == 2)
    #expect(books.input == 600)
  }

  @Test func wrapperOfSeveralCallsDoesNotCount() throws {
    let books = try books([
      Part(1, to: 9, TraceScene.call(300, 50)),
      Part(2, under: 1, scope: "client", from: 1, to: 2, TraceScene.call(100, 20)),
      Part(3, under: 1, scope: "client", from: 3, to: 4, TraceScene.call(200, 30)),
    ])
    #expect(books.lines == ["2: -/-/- gpt-4o 100+20", "3: -/-/- gpt-4o 200+30"])
  }

  @Test func envelopeNeverCountsEvenInATraceOfItsOwn() throws {
    let envelope = [("ai.operationId", "ai.generateText"), ("ai.usage.promptTokens", "14")]
    let books = try books([Part(1, envelope), Part(2, trace: 2, TraceScene.call(14, 20))])
    #expect(books.lines == ["2: -/-/- gpt-4o 14+20"])
  }

  @Test func sameResponseInTwoTracesIsOneCall() throws {
    let response = [("gen_ai.response.id", "resp-1")]
    let books = try books([
      Part(2, trace: 7, from: 1, TraceScene.call(100, 20, response)),
      Part(3, trace: 5, from: 3, to: 4, TraceScene.call(100, 20, response)),
    ])
    #expect(books.lines == ["2: -/-/- gpt-4o 100+20"])
    #expect(books.findings == ["repeated_response": 1])
  }

  @Test func responseIDAloneNeverDecides() throws {
    let response = [("gen_ai.response.id", "resp-1")]
    let books = try books([
      Part(2, trace: 7, TraceScene.call(100, 20, response)),
      Part(3, trace: 5, TraceScene.call(100, 21, response)),
      Part(4, trace: 6, from: 601.5, to: 603, TraceScene.call(100, 20, response)),
    ])
    #expect(books.requests == 3)
  }

  @Test func failedCallWithUsageIsBillable() throws {
    let books = try books([
      Part(2, failed: true, TraceScene.call(100, 20)),
      Part(3, failed: true, [("gen_ai.operation.name", "chat"), ("gen_ai.request.model", "m")]),
    ])
    #expect(books.lines == ["2: -/-/- gpt-4o 100+20 error", "3: -/-/- m 0+0 error"])
  }

  @Test func changedSpanWithTheLaterEndWins() throws {
    let short = Part(2, to: 1, TraceScene.call(100, 20))
    let long = Part(2, to: 2, TraceScene.call(100, 25))
    for commits in [[[short], [long]], [[long], [short]], [[short, long]]] {
      for reopening in [false, true] {
        let books = try TraceScene.post(commits, reopening: reopening)
        #expect(books.lines == ["2: -/-/- gpt-4o 100+25"])
        #expect(books.findings == ["changed_span": 1])
      }
    }
  }

  @Test func parentsInARingEndSomewhere() throws {
    let books = try books([
      Part(1, under: 2, TraceScene.call(1, 1)), Part(2, under: 1, TraceScene.agent(5, 5)),
      Part(3, under: 3, TraceScene.call(2, 2)),
    ])
    #expect(books.requests >= 2)
  }

  @Test func cumulativeAgentCountsByDifferences() throws {
    func turn(_ span: UInt64, trace: UInt64, at time: Double, _ input: Int, _ output: Int) -> Part {
      Part(
        span, trace: trace, scope: "strands.telemetry.tracer", from: time, to: time + 1,
        TraceScene.agent(input, output) + [("session.id", "s")])
    }
    let books = try books([
      turn(1, trace: 1, at: 0, 100, 10), turn(2, trace: 2, at: 10, 250, 30),
      turn(3, trace: 3, at: 20, 300, 45),
    ])
    #expect(books.input == 300)
    #expect(books.output == 45)
    #expect(books.requests == 3)
  }
}
