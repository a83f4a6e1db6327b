/// Finds the lines of a book for a model name, and the instants at which prices change.
struct PriceIndex: Sendable {
  /// A line that may hold for a model name, and how the name led there.
  struct Candidate: Sendable {
    var line: Int
    var step: ModelStep
  }

  private var linesByModel: [String: [Candidate]] = [:]
  private let aliases: [String: String]
  /// Instants at which a line begins or ends, ascending, each once.
  let boundaries: [Int64]
  /// Prompt lengths that the book names and rollups do not keep, ascending.
  let unkeptThresholds: [Int64]
  let tenants: Set<String>
  let tenantTiers: Set<String>
  /// Whether any line depends on the region.
  let usesRegions: Bool
  /// The hours of the week that lines name, each once.
  let windows: [PriceWindows]
  let providers: Set<String>
  /// Whether any line multiplies others' prices.
  let hasFactors: Bool

  /// `edges` are further instants at which prices change.
  init(lines: [PriceLine], aliases: [String: String], edges: [Int64] = []) {
    self.aliases = aliases
    boundaries = Set(lines.flatMap { [$0.from, $0.to].compactMap(\.self) } + edges).sorted()
    let thresholds = lines.compactMap(\.threshold).filter { !$0.isKeptInRollups }
    unkeptThresholds = Set(thresholds.map(\.tokens)).sorted()
    tenants = Set(lines.compactMap(\.tenant))
    tenantTiers = Set(lines.compactMap(\.tenantTier))
    usesRegions = lines.contains { !$0.regions.isEmpty || !$0.regionsExcept.isEmpty }
    var windows: [PriceWindows] = []
    for line in lines {
      if let own = line.windows, !windows.contains(own) { windows.append(own) }
    }
    self.windows = windows
    providers = Set(lines.flatMap(\.providers))
    hasFactors = lines.contains { $0.factor != nil }
    for line in lines {
      for (id, step) in line.expandedModels {
        linesByModel[id, default: []].append(Candidate(line: line.index, step: step))
      }
    }
  }

  /// The lines that mean a model by each way of reading its name, the most exact way first. Where
  /// one way leads to a price line, the ways behind it say nothing.
  func candidates(for name: ModelName) -> [[Candidate]] {
    var whole: [Candidate] = []
    collect(name.id, atLeast: .exact, into: &whole)
    var unwrapped: [Candidate] = []
    if let id = name.unwrapped { collect(id, atLeast: .unwrapped, into: &unwrapped) }
    var undated: [Candidate] = []
    for id in name.undated { collect(id, atLeast: .undated, into: &undated) }
    return [whole, unwrapped, undated].filter { !$0.isEmpty }
  }

  private func collect(_ id: String, atLeast step: ModelStep, into found: inout [Candidate]) {
    add(linesByModel[id], atLeast: step, into: &found)
    if let target = aliases[id] {
      add(linesByModel[target], atLeast: max(step, .alias), into: &found)
    }
    // An alias under an inference profile: `us.` + alias means `us.` + the model's id.
    guard let point = id.firstIndex(of: "."),
      let target = aliases[String(id[id.index(after: point)...])]
    else { return }
    add(linesByModel["\(id[..<point]).\(target)"], atLeast: max(step, .alias), into: &found)
  }

  private func add(
    _ candidates: [Candidate]?, atLeast step: ModelStep, into found: inout [Candidate]
  ) {
    for candidate in candidates ?? [] where !found.contains(where: { $0.line == candidate.line }) {
      found.append(Candidate(line: candidate.line, step: max(step, candidate.step)))
    }
  }

  /// The lines for any model of a provider.
  var anyModel: [Candidate] { linesByModel["*"] ?? [] }

  /// All names that the book has a price for, for suggestions.
  var modelNames: [String] { linesByModel.keys.sorted() }
}
