internal import Foundation
internal import TestSupport
internal import Testing

@Suite struct CommandLineTests {
  static let commands = [
    [], ["demo"], ["ingest"], ["serve"], ["report"], ["query"], ["export"], ["prices"],
    ["prices", "list"], ["prices", "check"], ["prices", "template"], ["prices", "adopt"],
    ["tenants"], ["tenants", "list"], ["tenants", "import"], ["tenants", "set"], ["ledger"],
    ["ledger", "stats"], ["ledger", "verify"], ["ledger", "backup"], ["ledger", "compact"],
    ["ledger", "close"], ["ledger", "retain"], ["ledger", "erase-tenant"], ["ledger", "merge"],
    ["completions"],
  ]

  @Test(arguments: commands) func everyCommandExplainsItself(words: [String]) throws {
    let help = try runMeter(words + ["--help"])
    #expect(help.status == 0)
    #expect(help.errors.isEmpty)
    let title = (["meter"] + words).joined(separator: " ")
    #expect(help.text.hasPrefix("\(title): "))
    #expect(!help.text.hasPrefix("\(title): \n"), "a command without a summary")
    #expect(help.text.contains("Usage: \(title)"))
    #expect(help.text.split(separator: "\n").allSatisfy { $0.count <= 100 })
    #expect(!help.text.contains("\u{1B}"), "colours in a pipe")
  }

  @Test func aloneItPrintsHelp() throws {
    #expect(try runMeter([]).text == runMeter(["--help"]).text)
    #expect(try runMeter(["--version"]).text.hasPrefix("meter "))
  }

  @Test(
    arguments: [
      (["reprot"], "meter: unknown command 'reprot'; did you mean 'report'?\n"),
      (["report", "--teir", "x"], "meter: unknown option '--teir'; did you mean '--tier'?\n"),
      (["report", "--format", "jsn"], "meter: --format is 'jsn'; did you mean 'json'?\n"),
      (["report", "cost-per-tennant"], "did you mean 'cost-per-tenant'?\n"),
      (["report", "--tier"], "meter: --tier needs a value; write --tier TIER\n"),
      (["report", "--digits=x"], "expected a whole number from 0 to 24\n"),
      (["report", "--month", "2026-13"], "expected a year and month such as 2026-11"),
      (["report", "--day", "today", "--last", "7d"], "both name a period: give one of them"),
      (["report", "--wide=yes"], "meter: --wide takes no value\n"),
      (["ingest"], "meter: FILE is missing"),
      (["serve", "--listen", "4318"], "expected HOST:PORT"),
      (["serve", "-p", "1"], "meter: unknown option '-p'"),
    ])
  func wrongUsageIsSaidAndEndsWithTwo(words: [String], message: String) throws {
    try withTemporaryFolder { folder in
      let run = try runMeter(words, folder: folder.path)
      #expect(run.status == 2)
      #expect(run.output.isEmpty)
      #expect(run.errors.contains(message), "\(run.errors)")
    }
  }

  @Test func faultsOfTheWorldEndWithOne() throws {
    try withTemporaryFolder { folder in
      let missing = try runMeter(["report"], folder: folder.path)
      #expect(missing.status == 1)
      #expect(missing.errors.contains("there is no ledger at meter.db"))
      let unreadable = try runMeter(["ingest", "nothing.json"], folder: folder.path)
      #expect(unreadable.status == 1)
      #expect(unreadable.errors.contains("nothing.json"))
    }
  }

  /// `--output /dev/stdout` and the like: a file must not take the device's or pipe's place. A pipe
  /// of our own stands for them, so that no fault can harm the machine's devices.
  @Test func outputIntoAPipeLeavesThePipe() throws {
    try withTemporaryFolder { folder in
      let path = folder.path("pipe")
      #expect(unsafe mkfifo(path, 0o600) == 0)
      // Open at both ends, so that the program finds a reader.
      let pipe = unsafe open(path, O_RDWR | O_NONBLOCK)
      defer { close(pipe) }
      try folder.write("spans.json", SampleSpan.json([SampleSpan(trace: 1, span: 1)]))
      _ = try runMeter(["ingest", "spans.json"], folder: folder.path)
      let run = try runMeter(["report", "--output", "pipe"], folder: folder.path)
      #expect(run.status == 0, "\(run.errors)")
      var status = stat()
      #expect(unsafe stat(path, &status) == 0)
      #expect(status.st_mode & S_IFMT == S_IFIFO)
      let export = try runMeter(["export", "--to", "spans.json"], folder: folder.path)
      #expect(export.status == 1)
      #expect(export.errors.contains("is no folder; name another with --to"), "\(export.errors)")
    }
  }

  @Test func configurationIsReadAndChecked() throws {
    try withTemporaryFolder { folder in
      try folder.write("meter.json5", "{ ledger: 'other.db', // mine\n keys: { tenant: ['x'] } }")
      #expect(
        try runMeter(["report"], folder: folder.path).errors.contains("no ledger at other.db"))
      let flag = try runMeter(["report", "--ledger=third.db"], folder: folder.path)
      #expect(flag.errors.contains("no ledger at third.db"))
      try folder.write("meter.json5", "{\n  legder: 'other.db' }")
      let faulty = try runMeter(["report"], folder: folder.path)
      #expect(faulty.status == 2)
      #expect(faulty.errors.contains("meter.json5:2:3"))
      #expect(faulty.errors.contains("did you mean 'ledger'?"))
    }
  }

  @Test(arguments: ["bash", "zsh", "fish"]) func completionsNameCommandsAndOptions(
    shell: String
  ) throws {
    let run = try runMeter(["completions", shell])
    #expect(run.status == 0)
    for word in ["feature-cost-per-tier", "timezone", "adopt", "strict"] {
      #expect(run.text.contains(word))
    }
    #expect(!run.text.contains("decode-only"))
  }
}
