using Assistant.Hosting.Access;
using Assistant.Hosting.Errors;
using Assistant.Hosting.Limits;
using Assistant.Hosting.Telemetry;
using Assistant.Hosting.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Assistant.Hosting;

/// <summary>What every host of the assistant shares: access, limits, errors, health, telemetry.</summary>
public static class HostingExtensions
{
    /// <summary>Adds API keys with roles and groups, rate and size limits, ProblemDetails, health checks and telemetry. Needs an <c>IApiKeyStore</c>; a <see cref="LocalKey"/> is used where registered.</summary>
    public static IServiceCollection AddAssistantHosting(this IServiceCollection services)
    {
        services.AddFeatureOptions<LimitsOptions>(LimitsOptions.Section);
        services.AddFeatureOptions<TelemetryOptions>(TelemetryOptions.Section);
        services.AddSingleton<Exposure>();
        services.AddHostedService(provider => provider.GetRequiredService<Exposure>());
        services.AddHostedService<TelemetryExport>();
        // The core only: AddAuthentication would bring data protection, which writes keys of its own into the user's home.
        services.AddWebEncoders();
        services.TryAddTransient<ApiKeyAuthenticationHandler>();
        services.AddAuthenticationCore(options =>
        {
            options.DefaultScheme = ApiKeyAuthenticationHandler.SchemeName;
            options.AddScheme<ApiKeyAuthenticationHandler>(ApiKeyAuthenticationHandler.SchemeName, null);
        });
        services.AddAuthorization(AccessPolicies.Add);
        services.AddRateLimiter(_ => { });
        services.AddSingleton<IConfigureOptions<RateLimiterOptions>, RequestRateLimits>();
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<LimitsOptions>>((kestrel, limits) =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = limits.Value.MaxBodyBytes;
        });
        services.AddOptions<FormOptions>().Configure<IOptions<LimitsOptions>>((form, limits) => form.MultipartBodyLengthLimit = limits.Value.MaxUploadBytes);
        services.AddProblemDetails(options => options.CustomizeProblemDetails = context =>
            context.ProblemDetails.Extensions.TryAdd("traceId", System.Diagnostics.Activity.Current?.Id ?? context.HttpContext.TraceIdentifier));
        services.AddExceptionHandler<RequestErrors>();
        services.AddHealthChecks();
        return services;
    }

    /// <summary>Puts the shared middleware in its order; endpoints are mapped after it.</summary>
    public static WebApplication UseAssistantHosting(this WebApplication app)
    {
        app.UseMiddleware<SecurityHeaders>();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseRouting();
        app.UseAuthentication();
        app.UseMiddleware<LocalRequestGuard>();
        app.UseRateLimiter();
        app.UseAuthorization();
        return app;
    }

    /// <summary>Binds an options class to its section and validates it at start.</summary>
    public static OptionsBuilder<T> AddFeatureOptions<T>(this IServiceCollection services, string section)
        where T : class =>
        services.AddOptionsWithValidateOnStart<T>().BindConfiguration(section).ValidateDataAnnotations();
}
