using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Assistant.Inference.Encoders;

/// <summary>Registers what loads encoders.</summary>
public static class EncoderEngineServices
{
    /// <summary>Adds <see cref="EncoderModels"/>; options from <see cref="EncoderEngineOptions.Section"/>. Nothing is loaded before it is asked for.</summary>
    public static IServiceCollection AddEncoderModels(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptionsWithValidateOnStart<EncoderEngineOptions>().Bind(configuration.GetSection(EncoderEngineOptions.Section)).ValidateDataAnnotations();
        services.TryAddSingleton<EncoderModels>();
        return services;
    }
}
