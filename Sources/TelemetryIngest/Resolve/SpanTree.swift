internal import CostModel

/// The spans of a trace as a tree, with what each of them inherits from its ancestors.
///
/// Arrays are reused from trace to trace: resolving is the inner loop of the ingest.
struct SpanTree: Sendable {
  /// What a span has from itself or its nearest ancestor.
  struct Inherited: Sendable {
    /// The span that decides the tenant: it names one, or contradicts itself. -1: none.
    var tenantSource: Int32 = -1
    var feature = NameID.none
    var session = NameID.none
    var sessionDigest = Digest.none
    var agent = NameID.none
    /// The nearest inference span above, with no agent or tool in between; an
    /// envelope, such as a gateway's, only passes the call on. -1: none.
    var outerCall: Int32 = -1
  }

  static let root: Int32 = -1
  static let missing: Int32 = -2

  /// Index of each span's parent; `root` for roots, `missing` where the parent was not received.
  private(set) var parents: [Int32] = []
  private(set) var inherited: [Inherited] = []
  private var slots: [Int32] = []
  private var mask = 0
  private var states: [UInt8] = []
  private var path: [Int32] = []
  /// Every span, parents before their children.
  private(set) var order: [Int32] = []
  /// Computed on demand: few traces ask.
  private var numbers: [Int32] = []
  private var sizes: [Int32] = []

  init() {}

  /// Builds the tree of `spans`.
  /// - Complexity: O(n).
  mutating func build(_ spans: [ObservedSpan]) {
    index(spans)
    numbers.empty()
    parents.empty()
    for index in spans.indices {
      let parent = spans[index].parent
      if parent == 0 || parent == spans[index].identity.span {
        parents.append(Self.root)
      } else {
        parents.append(find(parent, in: spans) ?? Self.missing)
      }
    }
    inherit(spans)
  }

  /// Index of a span by its id.
  private func find(_ span: UInt64, in spans: [ObservedSpan]) -> Int32? {
    var slot = Int(truncatingIfNeeded: ByteHash.combine(span, 1)) & mask
    while slots[slot] >= 0 {
      if spans[Int(slots[slot])].identity.span == span { return slots[slot] }
      slot = (slot + 1) & mask
    }
    return nil
  }

  /// Whether `ancestor` lies above `index`.
  /// - Complexity: O(1), after O(n) for the first question about a tree.
  mutating func isAncestor(_ ancestor: Int, of index: Int) -> Bool {
    if numbers.count != parents.count { numberSubtrees() }
    return numbers[ancestor] < numbers[index]
      && numbers[index] < numbers[ancestor] + sizes[ancestor]
  }

  /// Numbers the spans so that each subtree is a range of numbers.
  private mutating func numberSubtrees() {
    numbers = [Int32](repeating: 0, count: parents.count)
    sizes = [Int32](repeating: 1, count: parents.count)
    for index in order.reversed() where parents[Int(index)] >= 0 {
      sizes[Int(parents[Int(index)])] += sizes[Int(index)]
    }
    var next = numbers
    var nextRoot: Int32 = 0
    for index in order {
      let parent = parents[Int(index)]
      let number = parent >= 0 ? next[Int(parent)] : nextRoot
      numbers[Int(index)] = number
      next[Int(index)] = number + 1
      if parent >= 0 {
        next[Int(parent)] = number + sizes[Int(index)]
      } else {
        nextRoot = number + sizes[Int(index)]
      }
    }
  }

  private mutating func index(_ spans: [ObservedSpan]) {
    var slotCount = 16
    while slotCount < spans.count * 2 { slotCount *= 2 }
    slots.refill(-1, count: slotCount)
    mask = slotCount - 1
    for position in spans.indices {
      let id = spans[position].identity.span
      var slot = Int(truncatingIfNeeded: ByteHash.combine(id, 1)) & mask
      while slots[slot] >= 0 { slot = (slot + 1) & mask }
      slots[slot] = Int32(truncatingIfNeeded: position)
    }
  }

  /// Walks every span up to what is known already, then hands down from there. A sender can make
  /// spans each other's parents; such a ring is cut where it is first met.
  private mutating func inherit(_ spans: [ObservedSpan]) {
    inherited.refill(Inherited(), count: spans.count)
    states.refill(0, count: spans.count)
    order.empty()
    for start in spans.indices where states[start] == 0 {
      // Most spans stand right beneath what is known.
      if parents[start] < 0 || states[Int(parents[start])] == 2 {
        handDown(to: start, spans)
        continue
      }
      path.empty()
      var index = Int32(truncatingIfNeeded: start)
      while index >= 0, states[Int(index)] == 0 {
        states[Int(index)] = 1
        path.append(index)
        index = parents[Int(index)]
      }
      if index >= 0, states[Int(index)] == 1 { cutRing(through: index, spans) }
      for index in path.reversed() { handDown(to: Int(index), spans) }
    }
  }

  /// Makes the span with the least id of a ring its root, whichever was met first, and brings the
  /// path into the order that follows from that.
  private mutating func cutRing(through index: Int32, _ spans: [ObservedSpan]) {
    guard let entry = path.firstIndex(of: index) else { return }
    let ring = Array(path[entry...])
    guard
      let least = ring.indices.min(by: {
        spans[Int(ring[$0])].identity.span < spans[Int(ring[$1])].identity.span
      })
    else { return }
    parents[Int(ring[least])] = Self.root
    // From just above the new root around to the root itself; what hangs below the ring comes first
    // in the path and so last in handing down.
    path.replaceSubrange(entry..., with: ring[(least + 1)...] + ring[...least])
  }

  private mutating func handDown(to index: Int, _ spans: [ObservedSpan]) {
    let parent = Int(parents[index])
    var result = parent >= 0 ? inherited[parent] : Inherited()
    if parent >= 0 {
      switch spans[parent].role {
      case .inference: result.outerCall = Int32(truncatingIfNeeded: parent)
      case .aggregate, .tool: result.outerCall = -1
      case .envelope, .other, .counter: break
      }
    }
    if spans[index].own.tenant.isPresent { result.tenantSource = Int32(truncatingIfNeeded: index) }
    if spans[index].own.feature.isPresent { result.feature = spans[index].own.feature }
    if spans[index].own.session.isPresent {
      result.session = spans[index].own.session
      result.sessionDigest = spans[index].own.sessionDigest
    }
    if spans[index].agent.isPresent { result.agent = spans[index].agent }
    inherited[index] = result
    states[index] = 2
    order.append(Int32(truncatingIfNeeded: index))
  }
}
