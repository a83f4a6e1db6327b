internal import CostModel
internal import Dispatch
internal import Synchronization

/// What the posting thread does between groups.
extension PostingQueue {
  /// Does upkeep when nothing has come for some time.
  func planUpkeep() {
    let isPlanned = state.withLock { state in
      defer { state.isUpkeepPlanned = true }
      return state.isUpkeepPlanned
    }
    if !isPlanned { runUpkeep(afterMilliseconds: options.idleMilliseconds) }
  }

  private func runUpkeep(afterMilliseconds delay: Int) {
    queue.asyncAfter(deadline: .now() + .milliseconds(delay)) { [self] in
      let quiet = state.withLock { state in
        state.isPosting || !state.groupStarts.isEmpty
          ? 0 : Self.milliseconds(since: state.lastCommit)
      }
      if quiet < options.idleMilliseconds {
        runUpkeep(afterMilliseconds: options.idleMilliseconds - quiet)
      } else if (try? upkeep()) == true {
        // A step at a time: what arrived meanwhile stands in the queue before the next.
        runUpkeep(afterMilliseconds: 0)
      } else {
        state.withLock { $0.isUpkeepPlanned = false }
      }
    }
  }

  func lookForOpenTraces() {
    let oldest = engine.engine.oldestOpenTrace
    state.withLock { state in
      state.oldestOpenTrace = oldest
      state.openTraceLook = DispatchTime.now().uptimeNanoseconds
    }
  }

  /// One step; true if there is more to do.
  private func upkeep() throws -> Bool {
    lookForOpenTraces()
    try engine.engine.finish()
    try engine.engine.compareSources()
    return try writer.tidy()
  }

  /// Finds out by itself that a fault has gone: nobody may send to a server that is not ready.
  func planProbe() {
    queue.asyncAfter(deadline: .now() + .seconds(1)) { [self] in
      guard state.withLock({ $0.fault != nil }) else { return }
      try? engine.engine.finish()
      do {
        try writer.storeDocument(kind: "probe", bytes: [UInt8](repeating: 0x20, count: 4096))
        try writer.fold()
        state.withLock { $0.fault = nil }
        options.observe(.recovered)
      } catch {
        planProbe()
      }
    }
  }
}
