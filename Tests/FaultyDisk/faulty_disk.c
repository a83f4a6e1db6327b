#include "faulty_disk.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

// A write since the file was synchronised last: what the power may take away again.
typedef struct change {
  struct change *before;
  sqlite3_int64 size_before;
  sqlite3_int64 offset;
  int old_bytes;
  int new_bytes;   // -1 for a truncation to `offset`
  unsigned char *old_data;
  unsigned char *new_data;
} change;

typedef struct {
  char folder[512];
  long operations;
  long fail_at;
  meter_fault fault;
  unsigned long long random;
  int is_dead;
} disk;

typedef struct file {
  sqlite3_file base;
  disk *owner;
  change *last;
  struct file *next;  // of the open files of watched folders
  sqlite3_file *real;
} file;

enum { disks_max = 4096 };

static sqlite3_vfs *real_vfs;
static sqlite3_vfs faulty_vfs;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static disk *disks[disks_max];
static int disk_count;
static file *open_files;

static sqlite3_file *real_of(sqlite3_file *given) { return ((file *)given)->real; }

static unsigned long long next_random(disk *owner) {
  owner->random += 0x9E3779B97F4A7C15ull;
  unsigned long long mixed = owner->random;
  mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9ull;
  mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBull;
  return mixed ^ (mixed >> 31);
}

// MARK: - What was not synchronised

static void forget_last(file *opened) {
  change *last = opened->last;
  opened->last = last->before;
  free(last->old_data);
  free(last->new_data);
  free(last);
}

static void remember(file *opened, const void *data, int bytes, sqlite3_int64 offset) {
  change *made = calloc(1, sizeof *made);
  sqlite3_int64 size = 0;
  opened->real->pMethods->xFileSize(opened->real, &size);
  made->size_before = size;
  made->offset = offset;
  made->new_bytes = data ? bytes : -1;
  if (offset < size) {
    sqlite3_int64 rest = size - offset;
    made->old_bytes = data && bytes < rest ? bytes : (int)rest;
    made->old_data = malloc((size_t)made->old_bytes);
    opened->real->pMethods->xRead(opened->real, made->old_data, made->old_bytes, offset);
  }
  if (data) {
    made->new_data = malloc((size_t)bytes);
    memcpy(made->new_data, data, (size_t)bytes);
  }
  made->before = opened->last;
  opened->last = made;
}

static void undo(file *opened, change *made) {
  const sqlite3_io_methods *real = opened->real->pMethods;
  if (made->old_bytes > 0) {
    real->xWrite(opened->real, made->old_data, made->old_bytes, made->offset);
  }
  if (made->new_bytes >= 0) real->xTruncate(opened->real, made->size_before);
}

static void redo(file *opened, change *made) {
  const sqlite3_io_methods *real = opened->real->pMethods;
  if (made->new_bytes >= 0) {
    real->xWrite(opened->real, made->new_data, made->new_bytes, made->offset);
  } else {
    real->xTruncate(opened->real, made->offset);
  }
}

// Takes away what was not synchronised, then lets some of it come back, in no order at all.
static void lose_power(disk *owner) {
  for (file *opened = open_files; opened; opened = opened->next) {
    if (opened->owner != owner) continue;
    int mode = (int)(next_random(owner) % 3);  // all is lost, some, nothing
    change *kept = NULL;
    while (opened->last) {
      change *made = opened->last;
      if (mode < 2) undo(opened, made);
      opened->last = made->before;
      made->before = kept;
      kept = made;
    }
    while (kept) {
      change *made = kept;
      kept = made->before;
      if (mode == 1 && next_random(owner) % 2) redo(opened, made);
      made->before = NULL;
      opened->last = made;
      forget_last(opened);
    }
  }
}

// MARK: - Deciding

// Whether an operation fails. A torn write still writes its first half.
static int fails(disk *owner) {
  if (!owner) return 0;
  if (owner->is_dead) return 1;
  owner->operations += 1;
  if (owner->operations != owner->fail_at) return 0;
  if (owner->fault != METER_FAULT_ONCE) owner->is_dead = 1;
  return 1;
}

static void die(disk *owner) {
  if (owner->fault == METER_FAULT_POWER && owner->operations == owner->fail_at) {
    owner->operations += 1;
    lose_power(owner);
  }
}

static disk *owner_of(const char *path) {
  if (!path) return NULL;
  for (int number = disk_count - 1; number >= 0; number--) {
    disk *owner = disks[number];
    if (owner && strncmp(path, owner->folder, strlen(owner->folder)) == 0) return owner;
  }
  return NULL;
}

// MARK: - A file

static int faulty_close(sqlite3_file *given) {
  file *opened = (file *)given;
  pthread_mutex_lock(&lock);
  while (opened->last) forget_last(opened);
  for (file **place = &open_files; *place; place = &(*place)->next) {
    if (*place == opened) {
      *place = opened->next;
      break;
    }
  }
  pthread_mutex_unlock(&lock);
  int status = opened->real->pMethods ? opened->real->pMethods->xClose(opened->real) : SQLITE_OK;
  return status;
}

// A dead disk is not read either: what a lost power left is for the next process to find.
static int faulty_read(sqlite3_file *given, void *data, int bytes, sqlite3_int64 offset) {
  disk *owner = ((file *)given)->owner;
  if (owner) {
    pthread_mutex_lock(&lock);
    int is_dead = owner->is_dead;
    pthread_mutex_unlock(&lock);
    if (is_dead) return SQLITE_IOERR_READ;
  }
  return real_of(given)->pMethods->xRead(real_of(given), data, bytes, offset);
}

static int faulty_write(sqlite3_file *given, const void *data, int bytes, sqlite3_int64 offset) {
  file *opened = (file *)given;
  const sqlite3_io_methods *real = opened->real->pMethods;
  if (!opened->owner) return real->xWrite(opened->real, data, bytes, offset);
  pthread_mutex_lock(&lock);
  int was_dead = opened->owner->is_dead;
  int status = SQLITE_OK;
  if (fails(opened->owner)) {
    if (!was_dead && opened->owner->fault != METER_FAULT_ONCE && bytes > 1) {
      remember(opened, data, bytes / 2, offset);
      real->xWrite(opened->real, data, bytes / 2, offset);
      die(opened->owner);
    }
    status = SQLITE_FULL;
  } else {
    remember(opened, data, bytes, offset);
    status = real->xWrite(opened->real, data, bytes, offset);
  }
  pthread_mutex_unlock(&lock);
  return status;
}

static int faulty_truncate(sqlite3_file *given, sqlite3_int64 size) {
  file *opened = (file *)given;
  const sqlite3_io_methods *real = opened->real->pMethods;
  if (!opened->owner) return real->xTruncate(opened->real, size);
  pthread_mutex_lock(&lock);
  int status = SQLITE_OK;
  if (fails(opened->owner)) {
    die(opened->owner);
    status = SQLITE_IOERR_TRUNCATE;
  } else {
    remember(opened, NULL, 0, size);
    status = real->xTruncate(opened->real, size);
  }
  pthread_mutex_unlock(&lock);
  return status;
}

// Synchronised is what passes here: the real files need not be, as the machine stays on.
static int faulty_sync(sqlite3_file *given, int flags) {
  file *opened = (file *)given;
  if (!opened->owner) return opened->real->pMethods->xSync(opened->real, flags);
  pthread_mutex_lock(&lock);
  int status = SQLITE_OK;
  if (fails(opened->owner)) {
    die(opened->owner);
    status = SQLITE_IOERR_FSYNC;
  } else {
    while (opened->last) forget_last(opened);
  }
  pthread_mutex_unlock(&lock);
  return status;
}

static int faulty_size(sqlite3_file *given, sqlite3_int64 *size) {
  return real_of(given)->pMethods->xFileSize(real_of(given), size);
}
static int faulty_lock(sqlite3_file *given, int level) {
  return real_of(given)->pMethods->xLock(real_of(given), level);
}
static int faulty_unlock(sqlite3_file *given, int level) {
  return real_of(given)->pMethods->xUnlock(real_of(given), level);
}
static int faulty_reserved(sqlite3_file *given, int *result) {
  return real_of(given)->pMethods->xCheckReservedLock(real_of(given), result);
}
static int faulty_control(sqlite3_file *given, int operation, void *argument) {
  return real_of(given)->pMethods->xFileControl(real_of(given), operation, argument);
}
static int faulty_sector(sqlite3_file *given) {
  return real_of(given)->pMethods->xSectorSize(real_of(given));
}
static int faulty_device(sqlite3_file *given) {
  return real_of(given)->pMethods->xDeviceCharacteristics(real_of(given));
}
static int faulty_map(sqlite3_file *given, int page, int bytes, int extends, void volatile **to) {
  return real_of(given)->pMethods->xShmMap(real_of(given), page, bytes, extends, to);
}
static int faulty_map_lock(sqlite3_file *given, int offset, int count, int flags) {
  return real_of(given)->pMethods->xShmLock(real_of(given), offset, count, flags);
}
static void faulty_barrier(sqlite3_file *given) {
  real_of(given)->pMethods->xShmBarrier(real_of(given));
}
static int faulty_unmap(sqlite3_file *given, int deletes) {
  return real_of(given)->pMethods->xShmUnmap(real_of(given), deletes);
}

static const sqlite3_io_methods faulty_methods = {
  .iVersion = 2,
  .xClose = faulty_close,
  .xRead = faulty_read,
  .xWrite = faulty_write,
  .xTruncate = faulty_truncate,
  .xSync = faulty_sync,
  .xFileSize = faulty_size,
  .xLock = faulty_lock,
  .xUnlock = faulty_unlock,
  .xCheckReservedLock = faulty_reserved,
  .xFileControl = faulty_control,
  .xSectorSize = faulty_sector,
  .xDeviceCharacteristics = faulty_device,
  .xShmMap = faulty_map,
  .xShmLock = faulty_map_lock,
  .xShmBarrier = faulty_barrier,
  .xShmUnmap = faulty_unmap,
};

// MARK: - The file system

static int faulty_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *given, int flags,
                       int *flags_out) {
  (void)vfs;
  file *opened = (file *)given;
  memset(opened, 0, sizeof *opened);
  opened->real = (sqlite3_file *)(opened + 1);
  int status = real_vfs->xOpen(real_vfs, path, opened->real, flags, flags_out);
  if (!opened->real->pMethods) return status;
  opened->base.pMethods = &faulty_methods;
  pthread_mutex_lock(&lock);
  opened->owner = owner_of(path);
  if (opened->owner) {
    opened->next = open_files;
    open_files = opened;
  }
  pthread_mutex_unlock(&lock);
  return status;
}

static int faulty_delete(sqlite3_vfs *vfs, const char *path, int syncs) {
  (void)vfs;
  pthread_mutex_lock(&lock);
  disk *owner = owner_of(path);
  int has_failed = fails(owner);
  if (has_failed) die(owner);
  pthread_mutex_unlock(&lock);
  return has_failed ? SQLITE_IOERR_DELETE : real_vfs->xDelete(real_vfs, path, syncs);
}

int meter_faulty_disk_install(void) {
  if (real_vfs) return SQLITE_OK;
  sqlite3_initialize();
  real_vfs = sqlite3_vfs_find(NULL);
  faulty_vfs = *real_vfs;
  faulty_vfs.pNext = NULL;
  faulty_vfs.zName = "faulty";
  faulty_vfs.szOsFile = (int)sizeof(file) + real_vfs->szOsFile;
  faulty_vfs.xOpen = faulty_open;
  faulty_vfs.xDelete = faulty_delete;
  return sqlite3_vfs_register(&faulty_vfs, 1);
}

int meter_faulty_disk_watch(const char *folder, long fail_at, meter_fault fault,
                            unsigned long long seed) {
  pthread_mutex_lock(&lock);
  int number = 0;
  while (number < disk_count && disks[number]) number++;
  if (number == disks_max || strlen(folder) >= sizeof disks[0]->folder) {
    pthread_mutex_unlock(&lock);
    return -1;
  }
  if (number == disk_count) disk_count++;
  disk *owner = calloc(1, sizeof *owner);
  strcpy(owner->folder, folder);
  owner->fail_at = fail_at;
  owner->fault = fault;
  owner->random = seed;
  disks[number] = owner;
  pthread_mutex_unlock(&lock);
  return number;
}

long meter_faulty_disk_operations(int number) {
  pthread_mutex_lock(&lock);
  long count = disks[number]->operations;
  pthread_mutex_unlock(&lock);
  return count;
}

void meter_faulty_disk_forget(int number) {
  pthread_mutex_lock(&lock);
  for (file *opened = open_files; opened; opened = opened->next) {
    if (opened->owner == disks[number]) opened->owner = NULL;
  }
  free(disks[number]);
  disks[number] = NULL;
  pthread_mutex_unlock(&lock);
}
