internal import CostModel

/// What a commit's traces note of sessions, session by session.
///
/// Notes stay where the lanes wrote them; those of one session are a chain.
struct SessionNews {
  /// The sessions, in order of their first note.
  private(set) var keys: [RunKey] = []
  private var numbers = KeyTable()
  private var firstNotes: [Int32] = []
  private var lastNotes: [Int32] = []
  /// Every note's place, and the next one of its session; -1 ends it.
  private var places: [(list: Int, place: Int)] = []
  private var nextNotes: [Int32] = []
  private var lists: [[SessionNote]] = []

  init() {}

  /// Takes up the notes of all lanes, in order.
  mutating func gather(_ lists: [[SessionNote]]) {
    self.lists = lists
    for list in lists.indices {
      for place in lists[list].indices {
        let note = Int32(truncatingIfNeeded: places.count)
        places.append((list, place))
        nextNotes.append(-1)
        let key = lists[list][place].session.key
        if let number = numbers[key] {
          nextNotes[Int(lastNotes[Int(number)])] = note
          lastNotes[Int(number)] = note
        } else {
          numbers.update(key, to: Int32(truncatingIfNeeded: keys.count))
          keys.append(key)
          firstNotes.append(note)
          lastNotes.append(note)
        }
      }
    }
  }

  /// Empties it for the next commit, and keeps its room.
  mutating func removeAll() {
    keys.empty()
    numbers.removeAll()
    firstNotes.empty()
    lastNotes.empty()
    places.empty()
    nextNotes.empty()
    lists = []
  }

  func forEachNote(_ body: (SessionNote) -> Void) {
    for list in lists { for note in list { body(note) } }
  }

  /// Whether what is noted of a session, or was recorded of it before, can say anything of a trace:
  /// most sessions only state their tenant, again and again. Records are told by their first bytes.
  func canMatter(_ number: Int, _ recorded: [[UInt8]]) -> Bool {
    var (hasFact, hasWant) = (false, false)
    func isDecisive(_ tag: UInt8?) -> Bool {
      switch tag {
      case SessionRecord.factTag: hasFact = true
      case SessionRecord.wantTag: hasWant = true
      default: return true
      }
      return hasFact && hasWant
    }
    for record in recorded where isDecisive(record.first) { return true }
    var note = firstNotes[number]
    while note >= 0 {
      if isDecisive(self[note].record.tag) { return true }
      note = nextNotes[Int(note)]
    }
    return false
  }

  /// What is noted of a session, in order.
  func records(_ number: Int) -> [SessionRecord] {
    var records: [SessionRecord] = []
    var note = firstNotes[number]
    while note >= 0 {
      records.append(self[note].record)
      note = nextNotes[Int(note)]
    }
    return records
  }

  private subscript(note: Int32) -> SessionNote {
    let (list, place) = places[Int(note)]
    return lists[list][place]
  }
}
