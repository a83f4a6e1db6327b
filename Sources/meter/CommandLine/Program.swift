internal import Glibc

/// The version that `meter --version` prints.
let version = "0.1.0"

/// Runs the command of this process' command line and ends the process with its status.
func runAndExit() -> Never {
  Allocator.prepare()
  exit(runProgram(Array(CommandLine.arguments.dropFirst())).rawValue)
}

/// Runs a command line; errors are printed to standard error.
func runProgram(_ words: [String]) -> ExitStatus {
  do {
    let arguments = try ArgumentParser.parse(words, root: .meter)
    return try run(arguments)
  } catch let error as UsageError {
    report(error)
    return .wrongUsage
  } catch {
    report(error)
    return .failed
  }
}

private func run(_ arguments: ParsedArguments) throws -> ExitStatus {
  if arguments.has("version") {
    try writeOutput("meter \(version)")
    return .done
  }
  guard !arguments.has("help"), let run = arguments.command.run else {
    let help = helpText(
      for: arguments.command, path: arguments.path, width: Terminal.width,
      style: Terminal.style(1))
    try writeOutput(String(help.dropLast()))
    return .done
  }
  return try run(arguments)
}

private func report(_ error: any Error) {
  writeError("\(Terminal.style(2).red("meter:")) \(error)")
}
