/* Loaded before the C library (LD_PRELOAD) into a server: a disk that can lose what was not synced, and fail.
 *
 * SHADOW=folder   every fsync of a database file copies the file there: what a power cut would leave, in the worst
 *                 case, in which the kernel writes nothing back on its own.
 * FAULT_FILE=path while this file exists, its first word says how database files fail:
 *                 ENOSPC or EROFS (writes), EIO (fsync).
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *database_path(int fd, char *path) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, PATH_MAX - 1);
  if (length <= 0) return NULL;
  path[length] = 0;
  return strstr(path, ".db") != NULL ? path : NULL;
}

/* 0: no fault of this kind. */
static int fault(int is_sync) {
  const char *name = getenv("FAULT_FILE");
  int fd = name == NULL ? -1 : open(name, O_RDONLY);
  if (fd < 0) return 0;
  char word[16] = {0};
  ssize_t length = read(fd, word, sizeof word - 1);
  close(fd);
  if (length <= 0) return 0;
  if (strncmp(word, "EIO", 3) == 0) return is_sync ? EIO : 0;
  if (strncmp(word, "EROFS", 5) == 0) return is_sync ? 0 : EROFS;
  if (strncmp(word, "ENOSPC", 6) == 0) return is_sync ? 0 : ENOSPC;
  return 0;
}

static void shadow_name(char *name, const char *path, const char *ending) {
  snprintf(name, PATH_MAX, "%s%s%s", getenv("SHADOW"), strrchr(path, '/'), ending);
}

static void mirror(const char *path) {
  if (getenv("SHADOW") == NULL) return;
  char whole[PATH_MAX], part[PATH_MAX], buffer[65536];
  shadow_name(whole, path, "");
  shadow_name(part, path, ".part");
  int from = open(path, O_RDONLY), to = open(part, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  ssize_t length;
  ssize_t (*plain)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");
  while (from >= 0 && to >= 0 && (length = read(from, buffer, sizeof buffer)) > 0) plain(to, buffer, (size_t)length);
  if (from >= 0) close(from);
  if (to >= 0) close(to);
  rename(part, whole);
}

#define SYNC(function)                                              \
  int function(int fd) {                                            \
    char path[PATH_MAX];                                            \
    int (*plain)(int) = dlsym(RTLD_NEXT, #function);                \
    if (database_path(fd, path) != NULL) {                          \
      int error = fault(1);                                         \
      if (error != 0) return errno = error, -1;                     \
      mirror(path);                                                 \
    }                                                               \
    return plain(fd);                                               \
  }
SYNC(fsync)
SYNC(fdatasync)

#define PWRITE(function, offset_type)                                                                     \
  ssize_t function(int fd, const void *bytes, size_t size, offset_type at) {                             \
    char path[PATH_MAX];                                                                                 \
    ssize_t (*plain)(int, const void *, size_t, offset_type) = dlsym(RTLD_NEXT, #function);               \
    int error = database_path(fd, path) == NULL ? 0 : fault(0);                                          \
    if (error != 0) return errno = error, -1;                                                            \
    return plain(fd, bytes, size, at);                                                                   \
  }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

ssize_t write(int fd, const void *bytes, size_t size) {
  char path[PATH_MAX];
  ssize_t (*plain)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");
  const char *name = getenv("FAULT_FILE");
  int error = name == NULL || access(name, F_OK) != 0 || database_path(fd, path) == NULL ? 0 : fault(0);
  if (error != 0) return errno = error, -1;
  return plain(fd, bytes, size);
}

/* A journal that was removed must not come back and roll the database back. */
int unlink(const char *path) {
  int (*plain)(const char *) = dlsym(RTLD_NEXT, "unlink");
  if (getenv("SHADOW") != NULL && strrchr(path, '/') != NULL && strstr(path, ".db") != NULL) {
    char whole[PATH_MAX];
    shadow_name(whole, path, "");
    plain(whole);
  }
  return plain(path);
}
