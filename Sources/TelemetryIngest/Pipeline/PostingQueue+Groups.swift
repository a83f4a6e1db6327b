internal import CostModel
internal import Dispatch
internal import Foundation
internal import Synchronization

/// How a group of batches is posted: resolved on the posting thread, and where others wait, written
/// on the engine's commit thread while these are resolved.
extension PostingQueue {
  /// What is resolved and written together, and when it was taken.
  struct Group: Sendable {
    var requests: [Waiting]
    var startNanoseconds: UInt64 = DispatchTime.now().uptimeNanoseconds
  }

  /// Takes groups and posts them until nothing waits.
  func postWaiting() {
    while let group = state.withLock({ Self.nextGroup(&$0, spansMax: options.groupSpans) }) {
      post(group)
      let sinceLook = state.withLock { Self.milliseconds(since: $0.openTraceLook) }
      if sinceLook > 5_000 { lookForOpenTraces() }
    }
    planUpkeep()
  }

  /// Takes what fits one commit; without anything to take, the thread counts as ended.
  private static func nextGroup(_ state: inout State, spansMax: Int) -> Group? {
    var (count, spans) = (0, 0)
    while count < state.waiting.count {
      spans += state.waiting[count].batch.spanCount
      if count > 0 && spans > spansMax { break }
      count += 1
    }
    if count == 0 {
      state.isPosting = false
      return nil
    }
    let group = Group(requests: Array(state.waiting.prefix(count)))
    state.waiting.removeFirst(count)
    state.groupStarts.append(group.startNanoseconds)
    return group
  }

  private func post(_ group: Group) {
    if let fault = state.withLock({ standing($0) }) { return answer(group, fault) }
    do {
      let start = DispatchTime.now().uptimeNanoseconds
      let prepared = try engine.engine.prepare(group.requests.map(\.batch))
      slowDown(since: start)
      do {
        try engine.engine.finish()
      } catch {
        // The group before has its answer; this one was resolved as if that were in the ledger.
        return post(group)
      }
      try commit(prepared, of: group)
    } catch {
      fail(group, PostingFault(error))
    }
  }

  private func commit(_ prepared: PostingEngine.PreparedPosting, of group: Group) throws {
    let (totals, start) = (prepared.totals, DispatchTime.now().uptimeNanoseconds)
    let whenEnded: CommitThread.Ending = { [self] result in
      slowDown(since: start)
      ended(group, totals, result)
    }
    if state.withLock({ $0.waiting.isEmpty }) {
      // There is nothing to resolve meanwhile, and the way to another thread takes time.
      whenEnded(Result { try engine.engine.commit(prepared) })
    } else {
      try engine.engine.begin(prepared, whenEnded: whenEnded)
    }
  }

  /// Answers a group whose commit has ended.
  private func ended(
    _ group: Group, _ totals: PostingTotals, _ result: Result<Void, any Error>
  ) {
    switch result {
    case .success:
      noteCommit(group, totals)
      for one in group.requests {
        let refusals = one.batch.refusals
        one.completion(
          .success(SubmissionOutcome(refusedItems: refusals.count, refusals: refusals)))
      }
      close(group)
      foldIfDue()
    case .failure(let error): fail(group, PostingFault(error))
    }
  }

  private func noteCommit(_ group: Group, _ totals: PostingTotals) {
    let spans = group.requests.reduce(0) { $0 + $1.batch.spanCount }
    let end = DispatchTime.now().uptimeNanoseconds
    let recovered = state.withLock { state in
      defer { state.fault = nil }
      state.lastCommit = end
      if state.journalledSpans == 0 { state.journalledSince = group.startNanoseconds }
      state.journalledSpans += spans
      return state.fault != nil
    }
    if recovered { options.observe(.recovered) }
    options.observe(
      .committed(
        PostingEvent.Commit(
          requests: group.requests.count, spans: spans,
          refused: group.requests.reduce(0) { $0 + $1.batch.refusals.count }, totals: totals,
          nanoseconds: end - group.startNanoseconds)))
  }

  /// For tests: has what was done since some time take `slowdown` times as long.
  private func slowDown(since start: UInt64) {
    if options.slowdown < 2 { return }
    let nanoseconds = DispatchTime.now().uptimeNanoseconds - start
    usleep(UInt32(clamping: nanoseconds / 1000 * UInt64(options.slowdown - 1)))
  }

  /// Lets readers see what was committed, before it becomes much or old.
  private func foldIfDue() {
    let isDue = state.withLock { state in
      let isDue =
        state.journalledSpans >= options.foldSpans
        || state.journalledSpans > 0
          && Self.milliseconds(since: state.journalledSince) >= options.foldMilliseconds
      if isDue { state.journalledSpans = 0 }
      return isDue
    }
    guard isDue else { return }
    do { try writer.fold() } catch { noteUnavailable(PostingFault(error)) }
  }

  // MARK: - Faults

  /// Answers for a commit that failed. Where the fault lies in somebody's telemetry, everybody
  /// else's is posted without it.
  private func fail(_ group: Group, _ fault: PostingFault) {
    if fault.kind == .unavailable {
      noteUnavailable(fault)
      answer(group, fault)
    } else if group.requests.count == 1 {
      options.observe(.failed(fault, isFirst: true))
      answer(group, fault)
    } else {
      queue.async { [self] in
        for one in group.requests {
          let alone = Group(requests: [one])
          state.withLock { $0.groupStarts.append(alone.startNanoseconds) }
          post(alone)
        }
        close(group)
      }
    }
  }

  /// Notes that commits fail at the moment.
  private func noteUnavailable(_ fault: PostingFault) {
    let isFirst = state.withLock { state in
      defer { (state.fault, state.faultTime) = (fault, DispatchTime.now().uptimeNanoseconds) }
      return state.fault == nil
    }
    options.observe(.failed(fault, isFirst: isFirst))
    if isFirst { planProbe() }
  }

  private func answer(_ group: Group, _ fault: PostingFault) {
    for one in group.requests { one.completion(.failure(fault)) }
    close(group)
  }

  private func close(_ group: Group) {
    state.withLock { state in
      let place = state.groupStarts.firstIndex(of: group.startNanoseconds)
      if let place { state.groupStarts.remove(at: place) }
    }
  }

  /// The fault of the last commit, as long as it is too early to try again.
  private func standing(_ state: State) -> PostingFault? {
    guard let fault = state.fault else { return nil }
    let elapsed = Self.milliseconds(since: state.faultTime)
    return elapsed < options.retryMilliseconds ? fault : nil
  }
}
