/// An option of a command: `--name VALUE`, or `--name` alone where `value` is nil.
struct OptionDeclaration: Sendable {
  /// The name without its dashes.
  var name: String
  /// What the value is called in help texts; nil for a flag.
  var value: String?
  var help: String
  /// The values that may be given; empty: any.
  var choices: [String] = []
  /// Whether giving the option several times adds values; otherwise that is an error.
  var repeats = false
  /// Hidden options are for measuring and testing: they work, but no help lists them.
  var isHidden = false

  /// The option as a command line spells it.
  var spelling: String { "--\(name)" }

  /// A flag: present or not.
  static func flag(_ name: String, _ help: String, isHidden: Bool = false) -> Self {
    Self(name: name, value: nil, help: help, isHidden: isHidden)
  }

  /// An option with a value.
  static func option(
    _ name: String, _ value: String, _ help: String, choices: [String] = [],
    repeats: Bool = false, isHidden: Bool = false
  ) -> Self {
    Self(
      name: name, value: value, help: help, choices: choices, repeats: repeats,
      isHidden: isHidden)
  }
}

/// The words of a command that are not options.
struct PositionalDeclaration: Sendable {
  /// What the word is called in help texts.
  var name: String
  var help: String
  var choices: [String] = []
  var isRequired = false
  /// Whether any number of words may follow.
  var repeats = false

  /// The positional in a usage line: `NAME`, `[NAME]`, `[NAME]…`.
  var synopsis: String {
    let word = isRequired ? name : "[\(name)]"
    return repeats ? word + "…" : word
  }
}
