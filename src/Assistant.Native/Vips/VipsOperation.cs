using System.Runtime.InteropServices;
using static Assistant.Native.Vips.VipsNative;

namespace Assistant.Native.Vips;

/// <summary>One libvips operation: set the inputs, build it, take the outputs. Not thread-safe; owned by one call.</summary>
internal sealed unsafe class VipsOperation : SafeHandle
{
    internal VipsOperation(string nickname)
        : base(0, ownsHandle: true)
    {
        handle = vips_operation_new(nickname);
        if (IsInvalid) throw new ImageRefusedException($"libvips has no {nickname}: {TakeError()}");
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>Sets a number, boolean (0 or 1) or enumeration.</summary>
    internal VipsOperation Set(string name, int number)
    {
        GValue value = default;
        g_value_init(&value, TypeInt);
        g_value_set_int(&value, number);
        g_object_set_property(handle, name, &value);
        g_value_unset(&value);
        return this;
    }

    internal VipsOperation Set(string name, double number)
    {
        GValue value = default;
        g_value_init(&value, TypeDouble);
        g_value_set_double(&value, number);
        g_object_set_property(handle, name, &value);
        g_value_unset(&value);
        return this;
    }

    internal VipsOperation Set(string name, VipsImage image)
    {
        GValue value = default;
        g_value_init(&value, vips_image_get_type());
        g_value_set_object(&value, image.DangerousGetHandle());
        g_object_set_property(handle, name, &value);
        g_value_unset(&value);
        return this;
    }

    /// <summary>Sets encoded bytes; they must stay pinned until the last output is computed.</summary>
    internal VipsOperation Set(string name, byte* data, int length)
    {
        var blob = vips_blob_new(0, data, (nuint)length);
        GValue value = default;
        g_value_init(&value, vips_blob_get_type());
        g_value_set_boxed(&value, blob);
        g_object_set_property(handle, name, &value);
        g_value_unset(&value);
        vips_area_unref(blob);
        return this;
    }

    internal VipsOperation Set(string name, string text)
    {
        GValue value = default;
        g_value_init(&value, TypeString);
        g_value_set_string(&value, text);
        g_object_set_property(handle, name, &value);
        g_value_unset(&value);
        return this;
    }

    internal VipsOperation Set(string name, ReadOnlySpan<double> numbers)
    {
        GValue value = default;
        g_value_init(&value, g_type_from_name("VipsArrayDouble"));
        fixed (double* first = numbers) vips_value_set_array_double(&value, first, numbers.Length);
        g_object_set_property(handle, name, &value);
        g_value_unset(&value);
        return this;
    }

    /// <summary>Builds the operation and takes its image <c>out</c>.</summary>
    /// <exception cref="ImageRefusedException">libvips could not read or compute the image.</exception>
    internal VipsImage ToImage()
    {
        Build();
        GValue value = default;
        g_value_init(&value, vips_image_get_type());
        g_object_get_property(handle, "out", &value);
        var image = new VipsImage(g_object_ref(g_value_get_object(&value)));
        g_value_unset(&value);
        return image;
    }

    /// <summary>Builds a saver and copies its <c>buffer</c>.</summary>
    /// <exception cref="ImageRefusedException">A pixel could not be read or computed.</exception>
    internal byte[] ToBytes()
    {
        Build();
        GValue value = default;
        g_value_init(&value, vips_blob_get_type());
        g_object_get_property(handle, "buffer", &value);
        var data = vips_blob_get(g_value_get_boxed(&value), out var size);
        var bytes = new ReadOnlySpan<byte>(data, checked((int)size)).ToArray();
        g_value_unset(&value);
        return bytes;
    }

    /// <summary>Takes the messages of the last failure as one line.</summary>
    internal static string TakeError()
    {
        var buffer = vips_error_buffer_copy();
        var text = Marshal.PtrToStringUTF8((nint)buffer) ?? "";
        g_free(buffer);
        var line = string.Join("; ", text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct());
        return line.Length == 0 ? "no details" : line.Length > 200 ? line[..200] : line;
    }

    protected override bool ReleaseHandle()
    {
        vips_object_unref_outputs(handle);
        g_object_unref(handle);
        return true;
    }

    private void Build()
    {
        var built = vips_cache_operation_build(handle);
        if (built == 0) throw new ImageRefusedException(TakeError());
        // The build gives the same object (or a cached equal one) with a reference of its own.
        g_object_unref(handle);
        handle = built;
    }
}
