import Foundation
import TestSupport
import Testing

/// The everyday run: a fixed number of mutations of the corpus, the same ones each time.
@Suite struct FuzzSmokeTests {
  static let names = Fuzzer.all.dropLast().map(\.name)

  @Test(arguments: names) func survivesMutations(name: String) throws {
    let fuzzer = try #require(Fuzzer.all.first { $0.name == name })
    let corpus = try Corpus(name)
    #expect(!corpus.inputs.isEmpty, "Tests/Fuzz/Corpus/\(name) is empty")
    #expect(smoke(fuzzer, corpus, seed: 1, count: name == "posting" ? 60 : 400) == nil)
  }

  /// A harness that finds nothing here finds nothing anywhere.
  @Test func findsTheCanary() {
    let corpus = Corpus(inputs: [Array("a Bu in a text".utf8), Array("Bag".utf8)])
    #expect(smoke(.canary, corpus, seed: 1, count: 20_000) != nil)
  }

  /// What `make fuzz` builds and lists is what is tested here.
  @Test func everyFuzzerHasACorpus() throws {
    let folder = Corpus.folder
    let folders = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    #expect(folders == Self.names.sorted())
  }

  /// Runs every input as it is, then mutations; returns the first failure with what repeats it.
  func smoke(_ fuzzer: Fuzzer, _ corpus: Corpus, seed: UInt64, count: Int) -> String? {
    var mutations = Mutations(corpus: corpus.inputs, seed: seed)
    let mutated = (0..<count).lazy.map { _ in mutations.next() }
    for (number, bytes) in (corpus.inputs + Array(mutated)).enumerated() {
      do {
        try fuzzer.run(bytes)
      } catch {
        return "\(fuzzer.name), seed \(seed), input \(number): \(error): \(bytes)"
      }
    }
    return nil
  }
}

/// The inputs that fuzzing begins with, and those that once failed.
struct Corpus {
  static let folder = "\(Locations.repository)/Tests/Fuzz/Corpus"
  var inputs: [[UInt8]]

  init(inputs: [[UInt8]]) { self.inputs = inputs }

  init(_ name: String) throws {
    let folder = "\(Self.folder)/\(name)"
    inputs = try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map { file in
      [UInt8](try Data(contentsOf: URL(filePath: "\(folder)/\(file)")))
    }
  }
}
