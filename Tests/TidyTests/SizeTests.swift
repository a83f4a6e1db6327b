internal import Testing

/// Sizes that keep files readable: the numbers of the house style.
@Suite struct SizeTests {
  static let fileLinesMax = 400
  static let functionLinesMax = 60
  static let columnsMax = 100

  @Test func filesAreShort() {
    #expect(SourceFile.all.count > 50)
    for file in SourceFile.all where !file.isData {
      #expect(
        file.lines.count <= Self.fileLinesMax + 1,
        "\(file.path) has \(file.lines.count) lines: give a part of it a file of its own")
    }
  }

  @Test func linesAreShort() {
    for file in SourceFile.all where !file.isData {
      for (index, line) in file.lines.enumerated() where line.count > Self.columnsMax {
        Issue.record("\(file.path):\(index + 1): \(line.count) columns")
      }
    }
  }

  /// A function is what stands between `func`, `init` or `deinit` and the line that closes at the
  /// same indentation.
  @Test func functionsAreShort() {
    for file in SourceFile.all where !file.isData {
      var open: (line: Int, indentation: Int)?
      for (index, line) in file.lines.enumerated() {
        let indentation = line.prefix { $0 == " " }.count
        if let start = open, indentation == start.indentation,
          line.dropFirst(indentation).hasPrefix("}")
        {
          let length = index - start.line + 1
          if length > Self.functionLinesMax {
            Issue.record("\(file.path):\(start.line + 1): a function of \(length) lines")
          }
          open = nil
        } else if open == nil || indentation == open?.indentation, line.hasFunctionStart {
          // Requirements of protocols have no body: the next function takes their place.
          open = line.hasSuffix("}") ? nil : (index, indentation)
        }
      }
    }
  }
}

extension String {
  fileprivate var hasFunctionStart: Bool {
    let words = split(separator: " ").prefix(6).map { word in
      String(word.prefix { $0 != "(" && $0 != "<" })
    }
    let starts = ["func", "init", "init?", "deinit"]
    guard let index = words.firstIndex(where: { starts.contains($0) }) else { return false }
    let modifiers = [
      "public", "private", "fileprivate", "internal", "package", "static", "mutating",
      "consuming", "borrowing", "nonisolated", "convenience",
    ]
    return words[..<index].allSatisfy { modifiers.contains($0) || $0.hasPrefix("@") }
  }
}
