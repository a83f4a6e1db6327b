extension LedgerVerifier {
  /// Checks the record of what was seen: every run's filter and chunks, and the log.
  func checkRuns() throws {
    let chunks = try RunChunkWriter(reader.connection)
    let catalogue = try RunCatalogue(reader.connection)
    for space in RunSpace.allCases {
      do {
        for run in try catalogue.runs(of: space) { try check(run, chunks) }
      } catch let error as LedgerError where error.reason == .damaged {
        result.add(.run, error.message)
      }
      do {
        _ = try catalogue.log(of: space) { _, _ in result.runRecords += 1 }
      } catch let error as LedgerError where error.reason == .damaged {
        result.add(.run, error.message)
      }
    }
    let shift = Int64(1) << 20
    let strays = try reader.connection.integer(
      """
      SELECT count(DISTINCT id / \(shift)) FROM run_chunk
      WHERE id / \(shift) NOT IN (SELECT id FROM run UNION SELECT run FROM run_garbage)
      """)
    if let strays, strays > 0 { result.add(.run, "chunks of \(strays) unknown runs are there") }
  }

  private func check(_ run: SortedRun, _ chunks: RunChunkWriter) throws {
    result.runs += 1
    var records = 0
    var last = RunKey(high: 0, low: 0)
    for number in run.chunkKeys.indices {
      let chunk: RunChunk
      do {
        chunk = try chunks.read(run: run.id, chunk: number)
      } catch let error as LedgerError where error.reason == .damaged {
        result.add(.run, error.message)
        return
      }
      var isOrdered = chunk.key(0) == run.chunkKeys[number]
      for index in 0..<chunk.count {
        if chunk.key(index) < last { isOrdered = false }
        last = chunk.key(index)
      }
      if !isOrdered { result.add(.run, "chunk \(number) of run \(run.id) is out of order") }
      records += chunk.count
    }
    result.runRecords += Int64(records)
    if records != run.recordCount {
      result.add(
        .run, "run \(run.id) holds \(records) records, its catalogue says \(run.recordCount)")
    }
  }
}
