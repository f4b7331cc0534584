#pragma once

#include <filesystem>
#include <string>
#include <utility>

#include "mpi/file_storage.hpp"
#include "mpi/launch/supervisor.hpp"

namespace conclave::mpi {

/// The folder of a rank's stable storage: below $TMPDIR or /tmp, for this user alone, made when it
/// is first needed and removed at the end, by the supervisor if the rank has died.
class StorageFolder {
public:
    explicit StorageFolder(Supervision& supervision) : supervision_{supervision} {}
    StorageFolder(StorageFolder const&) = delete;
    StorageFolder& operator=(StorageFolder const&) = delete;
    ~StorageFolder();

    /// Throws InputError if it cannot be made.
    [[nodiscard]] std::filesystem::path const& path();

private:
    Supervision& supervision_;
    std::filesystem::path path_;
};

/// A process's stable storage that makes its file when the first value is put.
class LazyStorage final : public FileStorage {
public:
    LazyStorage(StorageFolder& folder, std::string name)
        : FileStorage{[&folder, name = std::move(name)] { return folder.path() / name; }} {}
};

}  // namespace conclave::mpi
