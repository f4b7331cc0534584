#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "mpi/file_storage.hpp"
#include "mpi/supervisor.hpp"

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
class LazyStorage final : public Storage {
public:
    LazyStorage(StorageFolder& folder, std::string name)
        : folder_{folder}, name_{std::move(name)} {}

    void put(std::string_view key, BytesView value) override {
        if (!file_) file_.emplace(folder_.path() / name_);
        file_->put(key, value);
    }
    [[nodiscard]] std::optional<Bytes> get(std::string_view key) const override {
        return file_ ? file_->get(key) : std::nullopt;
    }
    void erase(std::string_view key) override {
        if (file_) file_->erase(key);
    }

private:
    StorageFolder& folder_;
    std::string name_;
    std::optional<FileStorage> file_;
};

}  // namespace conclave::mpi
