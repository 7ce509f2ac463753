#ifndef CAUDIOTAGS_H
#define CAUDIOTAGS_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The text fields and pictures of an audio file, through TagLib.
typedef struct mastering_tags mastering_tags;

/// Where tags can be written to.
enum mastering_tags_kind { mastering_tags_wav, mastering_tags_flac, mastering_tags_aiff };

/// Reads what an open file says. TagLib goes by the ending of `name` first and by the content then.
/// The descriptor stays open; its position moves. NULL where the file is of no kind that TagLib reads.
mastering_tags *mastering_tags_read(int descriptor, const char *name);
/// Tags that say nothing.
mastering_tags *mastering_tags_empty(void);
/// The same again; NULL without memory.
mastering_tags *mastering_tags_copy(const mastering_tags *tags);
void mastering_tags_free(mastering_tags *tags);

/// Text fields: a key may come several times. The text lives as long as the tags do.
size_t mastering_tags_field_count(const mastering_tags *tags);
const char *mastering_tags_key(const mastering_tags *tags, size_t index);
const char *mastering_tags_value(const mastering_tags *tags, size_t index);
void mastering_tags_clear_fields(mastering_tags *tags);
bool mastering_tags_add_field(mastering_tags *tags, const char *key, const char *value);

size_t mastering_tags_picture_count(const mastering_tags *tags);
/// Bytes of a picture.
size_t mastering_tags_picture_size(const mastering_tags *tags, size_t index);

/// Writes all fields, and the pictures that are no larger than a number of bytes, to an open file that has
/// no tags yet. False where TagLib does not take the file
/// for one of its kind, or says that it could not save. It does not say when a disk is full.
bool mastering_tags_write(
  const mastering_tags *tags, int descriptor, enum mastering_tags_kind kind,
  size_t largest_picture);

#ifdef __cplusplus
}
#endif

#endif
