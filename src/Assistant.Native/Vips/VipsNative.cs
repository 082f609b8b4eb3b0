using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Assistant.Native.Vips;

/// <summary>
/// The part of libvips' C ABI that the reader needs (libvips 8.13 and later; the pinned package has 8.18.7).
/// Operations go through <c>vips_operation_new</c> and properties, because the named functions (<c>vips_thumbnail_buffer</c>)
/// are variadic, and a variadic call has another calling convention on arm64.
/// </summary>
internal static unsafe partial class VipsNative
{
    /// <summary>Logical name; <see cref="VipsLibrary"/> resolves it.</summary>
    internal const string Library = "assistant-vips";

    /// <summary>Starts the library. 0 on success.</summary>
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int vips_init(string argv0);

    /// <summary>Part of the version: 0 major, 1 minor, 2 micro.</summary>
    [LibraryImport(Library)]
    internal static partial int vips_version(int part);

    [LibraryImport(Library)]
    internal static partial void vips_block_untrusted_set(int state);

    /// <summary>Blocks (1) or allows (0) an operation class and its descendants.</summary>
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void vips_operation_block_set(string className, int state);

    [LibraryImport(Library)]
    internal static partial void vips_concurrency_set(int threads);

    [LibraryImport(Library)]
    internal static partial void vips_cache_set_max(int operations);

    /// <summary>Copies the messages of failed calls and clears them; freed with <see cref="g_free"/>.</summary>
    [LibraryImport(Library)]
    internal static partial byte* vips_error_buffer_copy();

    /// <summary>Class name of the loader for these bytes (static memory), or null when none knows them.</summary>
    [LibraryImport(Library)]
    internal static partial byte* vips_foreign_find_load_buffer(void* data, nuint size);

    /// <summary>Makes an operation by nickname; null when there is none.</summary>
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint vips_operation_new(string nickname);

    /// <summary>Builds an operation whose inputs are set. Null on failure; else the operation to read outputs from (a new reference).</summary>
    [LibraryImport(Library)]
    internal static partial nint vips_cache_operation_build(nint operation);

    /// <summary>Drops the references that an operation holds on its outputs.</summary>
    [LibraryImport(Library)]
    internal static partial void vips_object_unref_outputs(nint operation);

    [LibraryImport(Library)]
    internal static partial int vips_image_get_width(nint image);

    [LibraryImport(Library)]
    internal static partial int vips_image_get_height(nint image);

    [LibraryImport(Library)]
    internal static partial int vips_image_get_bands(nint image);

    [LibraryImport(Library)]
    internal static partial int vips_image_hasalpha(nint image);

    /// <summary>EXIF orientation 1 to 8; 1 when there is none.</summary>
    [LibraryImport(Library)]
    internal static partial int vips_image_get_orientation(nint image);

    /// <summary>Computes all pixels; freed with <see cref="g_free"/>. Null on failure.</summary>
    [LibraryImport(Library)]
    internal static partial byte* vips_image_write_to_memory(nint image, out nuint size);

    [LibraryImport(Library)]
    internal static partial void vips_image_set_progress(nint image, int progress);

    /// <summary>Makes a running computation of the image fail at its next tile.</summary>
    [LibraryImport(Library)]
    internal static partial void vips_image_set_kill(nint image, int kill);

    /// <summary>Wraps foreign memory; with a null destructor the memory stays the caller's.</summary>
    [LibraryImport(Library)]
    internal static partial nint vips_blob_new(nint destructor, void* data, nuint size);

    /// <summary>Memory of a blob, owned by the blob.</summary>
    [LibraryImport(Library)]
    internal static partial byte* vips_blob_get(nint blob, out nuint size);

    [LibraryImport(Library)]
    internal static partial void vips_area_unref(nint area);

    [LibraryImport(Library)]
    internal static partial nuint vips_blob_get_type();

    [LibraryImport(Library)]
    internal static partial nuint vips_image_get_type();

    [LibraryImport(Library)]
    internal static partial void vips_value_set_array_double(GValue* value, double* array, int count);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nuint g_type_from_name(string name);

    [LibraryImport(Library)]
    internal static partial GValue* g_value_init(GValue* value, nuint type);

    [LibraryImport(Library)]
    internal static partial void g_value_unset(GValue* value);

    [LibraryImport(Library)]
    internal static partial void g_value_set_int(GValue* value, int number);

    [LibraryImport(Library)]
    internal static partial void g_value_set_double(GValue* value, double number);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void g_value_set_string(GValue* value, string text);

    [LibraryImport(Library)]
    internal static partial void g_value_set_object(GValue* value, nint instance);

    [LibraryImport(Library)]
    internal static partial nint g_value_get_object(GValue* value);

    [LibraryImport(Library)]
    internal static partial void g_value_set_boxed(GValue* value, nint boxed);

    [LibraryImport(Library)]
    internal static partial nint g_value_get_boxed(GValue* value);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void g_object_set_property(nint instance, string name, GValue* value);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void g_object_get_property(nint instance, string name, GValue* value);

    [LibraryImport(Library)]
    internal static partial nint g_object_ref(nint instance);

    [LibraryImport(Library)]
    internal static partial void g_object_unref(nint instance);

    /// <summary>Connects a callback (image, progress, data); the return value is its id, 0 on failure.</summary>
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nuint g_signal_connect_data(nint instance, string signal, delegate* unmanaged[Cdecl]<nint, nint, nint, void> callback, nint data, nint destroy, int flags);

    /// <summary>Replaces what is done with messages of these levels (bits) of a domain.</summary>
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial uint g_log_set_handler(string domain, int levels, delegate* unmanaged[Cdecl]<nint, int, nint, nint, void> handler, nint data);

    [LibraryImport(Library)]
    internal static partial void g_free(void* memory);

    /// <summary>GLib's <c>GValue</c>: a type and two 64-bit words.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct GValue
    {
        internal nuint Type;
        internal Words Data;
    }

    [InlineArray(2)]
    internal struct Words
    {
        private long first;
    }

    /// <summary><c>G_TYPE_INT</c>: fundamental number 6, shifted by <c>G_TYPE_FUNDAMENTAL_SHIFT</c> (2). GLib turns it into enumerations and booleans where a property wants them.</summary>
    internal const nuint TypeInt = 6 << 2;

    /// <summary><c>G_TYPE_DOUBLE</c>.</summary>
    internal const nuint TypeDouble = 15 << 2;

    /// <summary><c>G_TYPE_STRING</c>.</summary>
    internal const nuint TypeString = 16 << 2;
}
