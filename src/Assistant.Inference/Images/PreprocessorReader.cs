using System.Text.Json;
using Assistant.Native.Vips;

namespace Assistant.Inference.Images;

/// <summary>Reads <c>preprocessor_config.json</c>. What a file leaves out has the default of its processor's class.</summary>
internal static class PreprocessorReader
{
    /// <summary>Name of the file.</summary>
    public const string File = "preprocessor_config.json";

    private const int LargestSide = 4096;

    // At this size ConvNeXt's kind stops cropping.
    private const int WholeFrom = 384;

    private static readonly string[] Supported = ["CLIP", "ChineseCLIP", "Siglip", "ViT", "DeiT", "Bit", "ConvNext"];

    // Steps of other processors; a file that asks for one would give wrong tensors in silence.
    private static readonly string[] OtherSteps = ["do_pad", "do_thumbnail", "do_crop_margin", "do_flip_channel_order", "do_image_splitting", "do_align_long_axis", "do_reduce_labels", "do_convert_grayscale"];

    /// <summary>Sizes, crop and filter.</summary>
    /// <exception cref="ModelFormatException">A value is wrong, or a step is not supported.</exception>
    public static ImageSizing Sizing(ModelJson json)
    {
        var kind = Kind(json);
        foreach (var step in OtherSteps)
        {
            if (json[step].Flag(false)) throw json[step].Unsupported("this step");
        }

        var size = json["size"];
        var (edge, width, height) = json["do_resize"].Flag(!size.IsMissing) ? Size(size, kind) : (null, null, null);
        var filter = Filter(json["resample"], kind);
        if (kind == "ConvNext") return ConvNext(json, edge, filter);
        if (json["do_center_crop"].Flag(kind is "CLIP" or "ChineseCLIP" or "Bit"))
        {
            var (side, cropWidth, cropHeight) = Size(json["crop_size"], "");
            return new(edge, width, height, cropWidth ?? side ?? 0, cropHeight ?? side ?? 0, filter);
        }

        return width is { } w && height is { } h ? new(null, w, h, w, h, filter) : throw json.Unsupported("a resize that gives pictures of different sizes, without do_center_crop,");
    }

    /// <summary>What becomes of transparency: left out, as the reference does, unless the file sets <c>alpha</c> to <c>white</c> (an addition of ours, for models trained so).</summary>
    public static AlphaHandling Alpha(ModelJson json) => json["alpha"].Text("drop") switch
    {
        "drop" => AlphaHandling.Drop,
        "white" => AlphaHandling.OnWhite,
        var other => throw json["alpha"].Unsupported($"\"{other}\""),
    };

    /// <summary>For each channel and byte, (byte · rescale_factor − mean) / std: <c>[3, 256]</c>.</summary>
    public static float[] Levels(ModelJson json)
    {
        var factor = json["do_rescale"].Flag(true) ? json["rescale_factor"].Number(1.0 / 255) : 1;
        var normalize = json["do_normalize"].Flag(true);
        var mean = normalize ? Channels(json["image_mean"]) : [0, 0, 0];
        var std = normalize ? Channels(json["image_std"]) : [1, 1, 1];
        if (std.Any(value => value == 0)) throw json["image_std"].Wrong("three numbers other than 0");
        var levels = new float[3 * 256];
        for (var i = 0; i < levels.Length; i++) levels[i] = (float)((i % 256 * factor - mean[i / 256]) / std[i / 256]);
        return levels;
    }

    private static string Kind(ModelJson json)
    {
        var name = json["image_processor_type"].Text(null) ?? json["feature_extractor_type"].Text(null) ?? "ViTImageProcessor";
        var kind = name.Replace("ImageProcessorFast", "", StringComparison.Ordinal).Replace("ImageProcessor", "", StringComparison.Ordinal).Replace("FeatureExtractor", "", StringComparison.Ordinal);
        return Supported.Contains(kind) ? kind : throw json["image_processor_type"].Unsupported($"\"{name}\"");
    }

    /// <summary>A number, <c>{shortest_edge}</c> or <c>{height, width}</c>.</summary>
    private static (int? Edge, int? Width, int? Height) Size(ModelJson json, string kind)
    {
        if (json.Kind == JsonValueKind.Number) return kind is "CLIP" or "ChineseCLIP" or "Bit" or "ConvNext" ? (Side(json), null, null) : (null, Side(json), Side(json));
        if (json.IsMissing) throw json.Wrong("a size");
        if (!json["longest_edge"].IsMissing) throw json["longest_edge"].Unsupported("this limit");
        return json["shortest_edge"].IsMissing ? (null, Side(json["width"]), Side(json["height"])) : (Side(json["shortest_edge"]), null, null);
    }

    private static int Side(ModelJson json) => json.Count() is >= 1 and <= LargestSide and var side ? side : throw json.Wrong($"from 1 to {LargestSide}");

    private static ImageSizing ConvNext(ModelJson json, int? edge, ResizeFilter filter)
    {
        if (edge is not { } side) throw json["size"].Wrong("{\"shortest_edge\": …}");
        if (side >= WholeFrom) return new(null, side, side, side, side, filter);
        var part = json["crop_pct"].Number(224.0 / 256);
        return part is > 0 and <= 1 && side / part <= LargestSide ? new((int)(side / part), null, null, side, side, filter) : throw json["crop_pct"].Wrong("above 0, at most 1");
    }

    private static ResizeFilter Filter(ModelJson json, string kind)
    {
        var number = json.Count(kind is "CLIP" or "ChineseCLIP" or "Bit" or "Siglip" or "DeiT" ? (int)ResizeFilter.Bicubic : (int)ResizeFilter.Bilinear);
        return Enum.IsDefined((ResizeFilter)number) ? (ResizeFilter)number : throw json.Unsupported($"the filter {number}");
    }

    private static double[] Channels(ModelJson json)
    {
        if (json.Kind == JsonValueKind.Number) return [json.Number(), json.Number(), json.Number()];
        return json.Length() == 3 ? [.. json.Items().Select(item => item.Number())] : throw json.Wrong("three numbers");
    }
}
