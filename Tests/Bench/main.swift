// A large ledger, made by the ledger's own writer, and what reading it takes.
//
//     meter-bench-ledger make FILE ENTRIES TENANTS SEED
//     meter-bench-ledger scan FILE
runBench()
