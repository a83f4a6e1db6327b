#ifndef FAULTY_DISK_H
#define FAULTY_DISK_H

// A file system between SQLite and the real one that fails when a test says so. Files of a watched
// folder are affected, all others pass.

typedef enum {
  // One operation fails, as when the disk is full; the next ones work again.
  METER_FAULT_ONCE = 0,
  // One write is torn, and nothing works from then on, as when the process is killed.
  METER_FAULT_DEATH = 1,
  // The same, and what was not synchronised is lost, some of it or all, as when the power fails.
  METER_FAULT_POWER = 2,
} meter_fault;

// Puts itself between SQLite and the files; to be called once, before SQLite is used.
int meter_faulty_disk_install(void);

// Watches a folder: counts its operations, and fails the one of number `fail_at` (from 1; 0 fails
// none). Returns the number by which the other calls know it, or -1 if there are too many.
int meter_faulty_disk_watch(const char *folder, long fail_at, meter_fault fault,
                            unsigned long long seed);

// Operations that may fail, so far: writes, truncations, synchronisations, removals.
long meter_faulty_disk_operations(int disk);

// Ends the watch, after the last of its files was closed.
void meter_faulty_disk_forget(int disk);

#endif
