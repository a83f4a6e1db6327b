internal import Synchronization

/// How many bytes requests may hold at one time: bodies that are being read, and what was decoded
/// from them and waits for its commit.
public final class ByteBudget: Sendable {
  public let limitBytes: Int
  private let used = Atomic<Int>(0)
  private let largest = Atomic<Int>(0)

  /// A budget of which nothing is used. `limitBytes` has room for one body of the largest size.
  public init(limitBytes: Int) { self.limitBytes = limitBytes }

  /// Bytes held now.
  public var usedBytes: Int { used.load(ordering: .relaxed) }
  /// The most that was ever held.
  public var largestUsedBytes: Int { largest.load(ordering: .relaxed) }

  /// Takes bytes if there is room.
  fileprivate func take(_ bytes: Int) -> Bool {
    let now = used.add(bytes, ordering: .relaxed).newValue
    if now > limitBytes {
      used.subtract(bytes, ordering: .relaxed)
      return false
    }
    largest.max(now, ordering: .relaxed)
    return true
  }

  fileprivate func change(by bytes: Int) { used.add(bytes, ordering: .relaxed) }
}

/// The part of a budget that one request holds; it is given back when nobody keeps this any more.
final class ByteHold: Sendable {
  private let budget: ByteBudget
  private let held = Atomic<Int>(0)

  init(_ budget: ByteBudget) { self.budget = budget }

  deinit { budget.change(by: -held.load(ordering: .relaxed)) }

  /// Holds more, if the budget has room.
  func grow(by bytes: Int) -> Bool {
    guard budget.take(bytes) else { return false }
    held.add(bytes, ordering: .relaxed)
    return true
  }

  /// Holds so many bytes instead, whether there is room or not: for what is there already.
  func become(_ bytes: Int) {
    budget.change(by: bytes - held.exchange(bytes, ordering: .relaxed))
  }
}
