using System.Runtime.InteropServices;
using static Assistant.Native.Vips.VipsNative;

namespace Assistant.Native.Vips;

/// <summary>A libvips image (a lazy computation) with its reference.</summary>
internal sealed class VipsImage : SafeHandle
{
    internal VipsImage(nint image)
        : base(0, ownsHandle: true) => SetHandle(image);

    public override bool IsInvalid => handle == 0;

    internal int Width => vips_image_get_width(handle);

    internal int Height => vips_image_get_height(handle);

    internal int Bands => vips_image_get_bands(handle);

    internal bool HasAlpha => vips_image_hasalpha(handle) != 0;

    /// <summary>EXIF orientations 5 to 8 lie on their side.</summary>
    internal bool IsSideways => vips_image_get_orientation(handle) >= 5;

    /// <summary>An EXIF orientation other than the usual one.</summary>
    internal bool IsTurned => vips_image_get_orientation(handle) > 1;

    protected override bool ReleaseHandle()
    {
        g_object_unref(handle);
        return true;
    }
}
