internal import Testing

/// Words that have no place in the code, each with what to write instead.
@Suite struct BannedWordTests {
  struct Ban: Sendable {
    var word: String
    var instead: String
    /// Folders and files where the word is at home.
    var allowed: [String] = []
    var isBannedInComments = false
  }

  /// Words are put together here so that this file does not hold them.
  static let bans = [
    Ban(word: "Decimal" + "(", instead: "Money, which is exact"),
    Ban(word: "try" + "!", instead: "try, and a place that handles the error"),
    Ban(
      word: "fatal" + "Error(", instead: "a thrown error; only our own misuse may stop us",
      allowed: ["Tests/"]),
    Ban(
      word: "print" + "(", instead: "a value that the command line prints",
      allowed: ["Sources/meter/", "Tests/"]),
    Ban(word: "Date" + "()", instead: "an instant as a parameter, or Clock"),
    Ban(word: "TO" + "DO", instead: "an issue, or the thing itself", isBannedInComments: true),
    Ban(word: "FIX" + "ME", instead: "an issue, or the thing itself", isBannedInComments: true),
    Ban(word: "-O" + "unchecked", instead: "-O: unchecked builds read past the end"),
    Ban(word: "JSON" + "Serialization", instead: "the reader in Decode", allowed: ["Tests/"]),
  ]

  @Test(arguments: bans.indices) func isNowhere(index: Int) {
    let ban = Self.bans[index]
    for file in SourceFile.all where !ban.allowed.contains(where: { file.path.hasPrefix($0) }) {
      for (number, line) in file.lines.enumerated() where line.containsWord(ban.word) {
        // Examples in comments may show what callers do; unfinished work may not hide there.
        let isComment = line.drop { $0 == " " }.hasPrefix("//")
        if isComment && !ban.isBannedInComments { continue }
        Issue.record("\(file.path):\(number + 1): '\(ban.word)': write \(ban.instead)")
      }
    }
  }
}

extension String {
  /// Whether `word` stands in the line with no letter before it.
  fileprivate func containsWord(_ word: String) -> Bool {
    ranges(of: word).contains { range in
      guard range.lowerBound > startIndex else { return true }
      let before = self[index(before: range.lowerBound)]
      return !before.isLetter && !before.isNumber && before != "_" && before != "."
    }
  }
}
