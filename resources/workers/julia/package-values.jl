# Kinds of value that only a package has. A package is asked only when a function has loaded it; nothing here needs one.

const categories_package = Base.PkgId(Base.UUID("324d7699-5711-5eae-9e2f-1d82baa6b597"), "CategoricalArrays")
const zones_package = Base.PkgId(Base.UUID("f269a46b-ccf7-5d73-abea-4c690281aa53"), "TimeZones")

loaded_package(package::Base.PkgId) = get(Base.loaded_modules, package, nothing)

"""Cells by the number of their level, from 0; what is missing is masked."""
struct CategoryColumn
    codes::Vector{Int32}
    mask::Union{Vector{UInt8},Nothing}
    levels::Vector{String}
    is_ordered::Bool
end

"""Moments in one zone, in microseconds."""
struct ZonedColumn
    micros::Vector{Int64}
    mask::Union{Vector{UInt8},Nothing}
    zone::String
end

"""A vector of a package's own type as a column; nothing when it is none, or not one that a column can hold."""
function packaged_column(@nospecialize(items))
    categories = loaded_package(categories_package)
    categories !== nothing && items isa categories.CategoricalArray && return Base.invokelatest(category_column, categories, items)
    zones = loaded_package(zones_package)
    zones !== nothing && Base.nonmissingtype(eltype(items)) === zones.ZonedDateTime && return Base.invokelatest(zoned_column, items)
    return nothing
end

function category_column(categories::Module, @nospecialize(items))
    levels = String[string(level) for level in categories.levels(items)]
    allunique(levels) || return nothing
    codes = zeros(Int32, length(items))
    mask = zeros(UInt8, length(items))
    for (index, item) in enumerate(items)
        item === missing ? (mask[index] = 0x01) : (codes[index] = categories.levelcode(item) - 1)
    end
    return CategoryColumn(codes, any(==(0x01), mask) ? mask : nothing, levels, categories.isordered(items))
end

function zoned_column(@nospecialize(items))
    zones = unique!(String[zone_name(item.timezone) for item in items if item !== missing])
    length(zones) == 1 || return nothing
    mask = UInt8[item === missing for item in items]
    micros = Int64[item === missing ? 0 : micros_of(item.utc_datetime) for item in items]
    return ZonedColumn(micros, any(==(0x01), mask) ? mask : nothing, zones[1])
end

"""IANA's name; a zone that is only an offset has one when the offset is of whole hours, with the sign the other way round."""
function zone_name(@nospecialize(zone))
    hasproperty(zone, :offset) || return string(zone.name)
    seconds = Dates.value(Dates.Second(zone.offset.std)) + Dates.value(Dates.Second(zone.offset.dst))
    seconds % 3600 == 0 && seconds != 0 || return ""
    return string("Etc/GMT", seconds > 0 ? '-' : '+', abs(seconds) ÷ 3600)
end

"""False when the value is no moment in a zone."""
function put_zoned(out::Out, @nospecialize(value))
    zones = loaded_package(zones_package)
    zones !== nothing && value isa zones.ZonedDateTime || return false
    zone = Base.invokelatest(zone_name, value.timezone)
    put_scalar(out, zone == "" ? 0x08 : 0x11)
    put_scalar(out, micros_of(value.utc_datetime))
    zone == "" || put_text(out, zone)
    return true
end

function put_column(out::Out, column::CategoryColumn)
    put_scalar(out, 0x0d)
    put_scalar(out, UInt32(length(column.codes)))
    put_mask(out, column.mask)
    put_scalar(out, UInt32(length(column.levels)))
    for level in column.levels
        put_text(out, level)
    end
    put_scalar(out, UInt8(column.is_ordered))
    put_data(out, column.codes)
end

function put_column(out::Out, column::ZonedColumn)
    put_scalar(out, column.zone == "" ? 0x07 : 0x0e)
    put_scalar(out, UInt32(length(column.micros)))
    put_mask(out, column.mask)
    column.zone == "" || put_text(out, column.zone)
    put_data(out, column.micros)
end

function put_mask(out::Out, mask::Union{Vector{UInt8},Nothing})
    put_scalar(out, UInt8(mask !== nothing))
    mask === nothing || put_data(out, mask)
end

"""Texts where CategoricalArrays is not loaded."""
function take_category(input::In, rows::Int, mask::Union{Vector{UInt8},Nothing})
    levels = String[take_text(input) for _ in 1:take_scalar(input, UInt32)]
    is_ordered = take_scalar(input, UInt8) == 0x01
    codes = take_data(input, Int32, rows)
    # The code of a missing cell means nothing.
    cell(index) = mask !== nothing && mask[index] == 0x01 ? "" : levels[codes[index]+1]
    texts = with_missing(String[cell(index) for index in 1:rows], mask)
    categories = loaded_package(categories_package)
    return categories === nothing ? texts : Base.invokelatest(as_categories, categories, texts, levels, is_ordered)
end

function as_categories(categories::Module, texts::Vector, levels::Vector{String}, is_ordered::Bool)
    array = categories.CategoricalArray(texts)
    categories.levels!(array, levels)
    categories.ordered!(array, is_ordered)
    return array
end

"""In UTC where TimeZones is not loaded, or does not know the zone."""
function moment_in_zone(micros::Int64, zone::String)
    moment = datetime_of(micros)
    zones = loaded_package(zones_package)
    zones === nothing && return moment
    try
        return Base.invokelatest(zones.ZonedDateTime, moment, Base.invokelatest(zones.TimeZone, zone); from_utc = true)
    catch
        return moment
    end
end

function take_moments_in_zone(input::In, rows::Int, mask::Union{Vector{UInt8},Nothing})
    zone = take_text(input)
    micros = take_data(input, Int64, rows)
    loaded_package(zones_package) === nothing && return with_missing(map(datetime_of, micros), mask)
    moments = [moment_in_zone(one, zone) for one in micros]
    return with_missing(moments, mask)
end
