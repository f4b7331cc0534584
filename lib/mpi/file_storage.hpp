#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

#include "core/storage.hpp"

namespace conclave::mpi {

/// Stable storage in a file, to which each handler that put something appends one record: one write
/// and one sync of the disk. Whatever moment the machine goes down at, the file holds what whole
/// handlers have put.
///
/// The file: a title, "conclave storage 1\n", and records. A record is a mark, the size of its
/// content, the CRC-32 of its content (each a 32-bit number, little-endian as all numbers on the
/// wire), and the content: the changes, as core/wire writes them, which are done all or not at all.
/// The first record leads to all that was stored when the file was made. A file is written under
/// another name and renamed when it has reached the disk, so no crash can cut its title or its
/// first record. When it has grown to four times that beginning, and to more than 64 KiB, it is
/// made anew.
///
/// What a crash can leave at the end is part of the last record, or anything in its place: nothing
/// that this record says has happened, and it is dropped. It is one record and no more, because a
/// disk may write the later part of it first. So a damaged record with a whole one behind it was
/// altered later, and the file is refused.
class FileStorage : public Storage {
public:
    /// Goes on with what the file holds; it need not exist. Throws InputError if it cannot be read,
    /// or if it was altered.
    explicit FileStorage(std::filesystem::path file);
    ~FileStorage() override;

    /// What the end of a handler does. Throws InputError if the file cannot be written; calling it
    /// again tries once more.
    using Storage::sync;

protected:
    /// A file that does not exist yet. Where it will be is asked for when it is first written.
    using Where = std::function<std::filesystem::path()>;
    explicit FileStorage(Where where);

private:
    class Descriptor;

    void take_down(std::span<Change const> changes) override;
    void flush() override;
    void append();
    void make_anew();
    void read();

    Where where_;
    std::filesystem::path file_;       // empty until it is asked for
    std::vector<std::byte> record_;    // of this handler
    std::uint64_t size_{0};            // of the file, as far as its records are whole
    std::uint64_t beginning_{0};       // of it: the title and the first record; 0: no file
    std::unique_ptr<Descriptor> out_;  // open from the first append on
};

}  // namespace conclave::mpi
